import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.ts';
import { type StandInMesh, startStandInMesh } from '../support/stand-in-mesh.ts';

// biome-ignore lint/suspicious/noExplicitAny: Envoy's own configuration dump, narrowed where it is read.
type Tree = any;

let standIn: StandInMesh;
let dump: Tree;
beforeAll(async () => {
  standIn = await startStandInMesh();
  const { text } = await ask(standIn.adminPort, { path: '/config_dump' });
  dump = Object.fromEntries(
    JSON.parse(text).configs.map((each: Tree) => [each['@type'].split('.').at(-1), each]),
  );
});
afterAll(() => standIn.stop());

const listener = (name: string): Tree =>
  dump.ListenersConfigDump.dynamic_listeners.find((each: Tree) => each.name === name).active_state.listener;
const managers = (name: string): Tree[] =>
  listener(name).filter_chains.map((chain: Tree) => chain.filters[0].typed_config);
/** The two listeners for clients (clear text, TLS) and the listener for our own services. */
const everyManager = (): Tree[] => [...managers('edge'), ...managers('mesh')];
const filter = (manager: Tree, name: string): Tree =>
  manager.http_filters.find((each: Tree) => each.name === name).typed_config;
/** Every value under a key of that name, anywhere in a tree. */
const everywhere = (tree: Tree, key: string): Tree[] =>
  tree === null || typeof tree !== 'object'
    ? []
    : Object.entries(tree).flatMap(([name, value]) => [
        ...(name === key ? [value] : []),
        ...everywhere(value, key),
      ]);

/** Each test is a row of envoy/README.md, read from the running configuration and not from the files. */
describe('the running configuration of Envoy', () => {
  it('has three listeners: clients in clear text, clients with TLS, our own services', () => {
    const chains = ['edge', 'mesh'].flatMap((name) => listener(name).filter_chains);
    expect(chains.map((chain: Tree) => chain.name)).toEqual(['edge', 'edge-tls', 'mesh']);
    expect(everyManager().map(({ codec_type = 'AUTO' }) => codec_type)).toEqual(['HTTP1', 'AUTO', 'HTTP1']);
  });

  it('binds the admin port to loopback', () => {
    const { address } = dump.BootstrapConfigDump.bootstrap.admin.address.socket_address;
    expect(address).toBe('127.0.0.1');
  });

  it('takes the peer as the client, trusts no hop and treats no address as internal', () => {
    for (const manager of everyManager()) {
      expect(manager.use_remote_address).toBe(true);
      expect(manager.xff_num_trusted_hops ?? 0).toBe(0);
      expect(manager).not.toHaveProperty('internal_address_config');
    }
  });

  it('normalises the spelling of paths and headers', () => {
    for (const manager of everyManager()) {
      expect(manager).toMatchObject({
        normalize_path: true,
        merge_slashes: true,
        path_with_escaped_slashes_action: 'REJECT_REQUEST',
      });
      expect(manager.common_http_protocol_options.headers_with_underscores_action).toBe('REJECT_REQUEST');
    }
  });

  it('has timeouts for slow clients', () => {
    const everywhereTheSame = {
      request_headers_timeout: '10s',
      stream_idle_timeout: '300s',
      delayed_close_timeout: '1s',
      common_http_protocol_options: { idle_timeout: '3600s' },
    };
    for (const manager of everyManager()) expect(manager).toMatchObject(everywhereTheSame);
    expect(everyManager().map((manager) => manager.request_timeout)).toEqual(['300s', '300s', '60s']);
    expect(listener('edge').listener_filters_timeout).toBe('5s');
    expect(listener('edge').filter_chains[1].transport_socket_connect_timeout).toBe('10s');
    expect(listener('edge').continue_on_listener_filters_timeout ?? false).toBe(false);
  });

  it('limits headers, buffers and HTTP/2', () => {
    for (const manager of everyManager()) {
      expect(manager.max_request_headers_kb).toBe(60);
      expect(manager.common_http_protocol_options.max_headers_count).toBe(100);
    }
    for (const manager of managers('edge'))
      expect(manager.http2_protocol_options).toMatchObject({
        max_concurrent_streams: 100,
        initial_stream_window_size: 64 * 1024,
        initial_connection_window_size: 1024 * 1024,
      });
    for (const name of ['edge', 'mesh'])
      expect(listener(name).per_connection_buffer_limit_bytes).toBe(32 * 1024);
  });

  it('allows no upgrade and no HTTP/1.0', () => {
    expect(everywhere(dump.ListenersConfigDump, 'upgrade_configs')).toEqual([]);
    expect(everywhere(dump.RoutesConfigDump, 'upgrade_configs')).toEqual([]);
    for (const manager of everyManager()) {
      expect(manager.http_protocol_options?.accept_http_10 ?? false).toBe(false);
      expect(manager.http2_protocol_options?.allow_connect ?? false).toBe(false);
    }
  });

  it('closes the connection after a malformed message', () => {
    for (const manager of everyManager()) {
      expect(manager.stream_error_on_invalid_http_message ?? false).toBe(false);
      const http1 = manager.http_protocol_options?.override_stream_error_on_invalid_http_message;
      expect(http1 ?? false).toBe(false);
    }
  });

  it('sends no header that reveals the gateway', () => {
    for (const manager of everyManager()) {
      expect(filter(manager, 'envoy.filters.http.router').suppress_envoy_headers).toBe(true);
      expect(manager.server_header_transformation).toBe('PASS_THROUGH');
      expect(manager).not.toHaveProperty('via');
    }
  });

  it('removes identity headers of a client before any filter runs', () => {
    for (const manager of everyManager()) {
      const { mutations } = manager.early_header_mutation_extensions[0].typed_config;
      const prefixes = mutations.map((each: Tree) => each.remove_on_match?.key_matcher.prefix);
      expect(prefixes).toEqual(expect.arrayContaining(['x-user-', 'x-envoy-']));
    }
  });

  it('orders the filters by rising cost', () => {
    const names = managers('edge').map(({ http_filters }) => http_filters.map(({ name }: Tree) => name));
    const order = [
      'transport',
      'tls-required',
      'headers',
      'data-policy',
      'no-cookies',
      'envoy.filters.http.cors',
      'shed-early',
      'envoy.filters.http.local_ratelimit',
      'envoy.filters.http.jwt_authn',
      'counted-open',
      'counted-closed',
      'envoy.filters.http.router',
    ];
    expect(names).toEqual([order, order]);
  });

  it('enforces the backstop for every request, per address', () => {
    for (const manager of managers('edge')) {
      const backstop = filter(manager, 'envoy.filters.http.local_ratelimit');
      for (const share of ['filter_enabled', 'filter_enforced'])
        expect(backstop[share].default_value.numerator).toBe(100);
      expect(backstop.descriptors[0].entries).toEqual([{ key: 'masked_remote_address' }]);
      expect(backstop.max_dynamic_descriptors).toBe(10_000);
    }
  });

  it('waits at most 200 ms for the counters, so a request is decided within 250 ms without them', () => {
    for (const manager of managers('edge'))
      for (const name of ['counted-open', 'counted-closed'])
        expect(filter(manager, name).timeout).toBe('0.200s');
  });

  it('limits connections and memory, and defines the action at each limit', () => {
    const { overload_manager } = dump.BootstrapConfigDump.bootstrap;
    const monitors = Object.fromEntries(
      overload_manager.resource_monitors.map(({ name, typed_config }: Tree) => [name, typed_config]),
    );
    expect(
      Number(
        monitors['envoy.resource_monitors.global_downstream_max_connections']
          .max_active_downstream_connections,
      ),
    ).toBe(10_000);
    expect(Number(monitors['envoy.resource_monitors.fixed_heap'].max_heap_size_bytes)).toBe(1024 ** 3);
    const actions = overload_manager.actions.map(({ name, triggers }: Tree) => [
      name.split('.').at(-1),
      triggers[0].threshold.value,
    ]);
    expect(actions).toEqual([
      ['shrink_heap', 0.92],
      ['stop_accepting_requests', 0.95],
      ['stop_accepting_connections', 0.98],
    ]);
  });

  it('serves clients with TLS 1.2 and 1.3, forward secrecy and authenticated encryption', () => {
    const { common_tls_context: tls } = listener('edge').filter_chains[1].transport_socket.typed_config;
    expect(tls.alpn_protocols).toEqual(['h2', 'http/1.1']);
    expect(tls.tls_params).toMatchObject({
      tls_minimum_protocol_version: 'TLSv1_2',
      tls_maximum_protocol_version: 'TLSv1_3',
      ecdh_curves: ['X25519', 'P-256'],
    });
    const ciphers = tls.tls_params.cipher_suites.flatMap((group: string) =>
      group.split(/[[\]|]/).filter(Boolean),
    );
    for (const cipher of ciphers)
      expect(cipher).toMatch(/^ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM|CHACHA20-POLY1305)/);
  });

  it('uses TLS 1.3 alone inside, with a workload certificate at both ends', () => {
    const [mesh] = listener('mesh').filter_chains;
    const context = mesh.transport_socket.typed_config;
    expect(context.require_client_certificate).toBe(true);
    expect(context.common_tls_context.tls_params.tls_minimum_protocol_version).toBe('TLSv1_3');
    const contexts = everywhere(dump.ClustersConfigDump, 'common_tls_context');
    expect(contexts.length).toBeGreaterThan(0);
    for (const tls of contexts) {
      const { default_validation_context: names } = tls.combined_validation_context;
      expect(names.match_typed_subject_alt_names[0].matcher.exact).toMatch(/^spiffe:\/\/ai-teacher\//);
    }
  });

  it('offers operators a drain before the stop', async () => {
    const before = await ask(standIn.adminPort, { path: '/ready' });
    await ask(standIn.adminPort, { method: 'POST', path: '/healthcheck/fail' });
    const failing = await ask(standIn.adminPort, { path: '/ready' });
    await ask(standIn.adminPort, { method: 'POST', path: '/healthcheck/ok' });
    const drained = await ask(standIn.adminPort, {
      method: 'POST',
      path: '/drain_listeners?graceful&skip_exit',
    });
    expect([before.status, failing.status, drained.status]).toEqual([200, 503, 200]);
  });
});
