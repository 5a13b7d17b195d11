import { browserCookiePath, browserHeaders } from '@ai-teacher/contracts/auth/browser-sessions.ts';
import { allOperations } from '@ai-teacher/contracts/catalogue.ts';
import { needsUser, type Operation, priorityOf } from '@ai-teacher/contracts/operation.ts';
import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { type ProblemCode, problemCatalogue, problemTypeOf } from '@ai-teacher/contracts/problem.ts';
import { maxIngestBodyBytes } from '@ai-teacher/contracts/rag/ingestion.ts';
import { maxRosterBodyBytes } from '@ai-teacher/contracts/rosters/rosters.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import {
  backstopPerAddress,
  connectionManagersOf,
  countedKey,
  countedLimits,
  destinationOf,
  localRepliesOf,
  meshAdmits,
  pathOf,
  routesOf,
  shedTogether,
  tokenRulesOf,
} from '@ai-teacher/tooling/envoy-files.ts';
import { describe, expect, it } from '@jest/globals';

const [edge] = routesOf('rds.yaml');
if (edge === undefined) throw new Error('rds.yaml has no virtual host');
const meshHosts = routesOf('rds-mesh.yaml');

const id = '3f8e8a52-5a0e-4d53-9c0e-7c2f4f1f0a11';
const filled = (path: string): string => withParameters(path, () => id);
const title = (op: Operation): string => `${op.service}.${op.operationId}`;
const seconds = (duration: string | undefined): number => Number.parseFloat(duration ?? 'NaN');

const published = allOperations.filter((op) => op.edgePath !== undefined);
const unpublished = allOperations.filter((op) => op.edgePath === undefined);
const between = allOperations.filter((op) => op.access.services !== undefined);
const publishedRoutes = edge.routes.filter((route) => route.route !== undefined);

const edgeDestination = (op: Operation, headers = {}) =>
  destinationOf(edge, { method: op.method, path: filled(op.edgePath ?? ''), headers });

const bucketsOf = (op: Operation): string[] =>
  (edgeDestination(op)?.route.route?.rate_limits ?? edge.rate_limits).map(countedKey);

/** The operations whose bodies are larger than 1 MiB, and their limits. */
const uploadBytes: Readonly<Record<string, number>> = {
  ingest: maxIngestBodyBytes,
  importRoster: maxRosterBodyBytes,
};

describe('the edge routes match the contracts', () => {
  it.each(published.map((op) => [title(op), op] as const))('%s reaches its service at its path', (_, op) => {
    expect(edgeDestination(op)).toMatchObject({
      route: { name: op.edgePath },
      cluster: `${op.service}-service`,
      path: filled(op.path),
    });
  });

  it('every route belongs to an operation of its cluster', () => {
    const known = new Set(published.map((op) => `${op.edgePath} ${op.service}-service`));
    const strangers = publishedRoutes.filter(({ name, route }) => !known.has(`${name} ${route?.cluster}`));
    expect(strangers.map((route) => route.name)).toEqual([]);
  });

  it.each(unpublished.map((op) => [title(op), op] as const))('%s is not reachable at the edge', (_, op) => {
    for (const prefix of ['', '/api', `/api/${op.service}`, `/${op.service}`, `/api/${op.service}s`]) {
      const found = destinationOf(edge, { method: op.method, path: `${prefix}${filled(op.path)}` });
      expect({ prefix, status: found?.status }).toEqual({ prefix, status: 404 });
    }
  });

  it('an unlisted path ends in a 404', () => {
    for (const path of [
      '/api',
      '/assets',
      '/assets/',
      '/assets/x/y',
      '/index.html',
      '/App',
      '/metrics',
      '/api/users',
      '/API/users/me',
      '/api/users/me/',
      '/stats',
    ])
      expect(destinationOf(edge, { method: 'GET', path })).toMatchObject({ status: 404 });
  });

  it('exactly the public operations need no token, and the catch-all rule is the last', () => {
    const rules = tokenRulesOf('edge');
    const open = rules.filter((rule) => rule.requires === undefined).map((rule) => pathOf(rule.match));
    const declared = published.filter((op) => op.access.edge === 'public').map((op) => op.edgePath);
    expect(open.toSorted()).toEqual([...new Set(declared)].toSorted());
    expect(rules.at(-1)).toEqual({ match: { prefix: '/' }, requires: { provider_name: 'access-token' } });
  });

  it('operations for users are counted per user and per address of all users, and uploads in a third bucket too', () => {
    for (const op of published.filter(({ access }) => access.edge !== 'public')) {
      const own = op.operationId in uploadBytes ? ['ingest'] : [];
      const expected = ['user', 'budget=users/masked_remote_address', ...own];
      expect({ op: title(op), keys: bucketsOf(op) }).toEqual({ op: title(op), keys: expected });
    }
  });

  it('each public operation is counted per address in a bucket that no other route uses; all pages share one', () => {
    const perOperation = published.map((op) => ({ op, keys: bucketsOf(op) }));
    const open = perOperation.filter(({ op }) => op.access.edge === 'public');
    expect(open.length).toBeGreaterThan(0);
    for (const { op, keys } of open) {
      expect({ op: title(op), keys }).toEqual({
        op: title(op),
        keys: [expect.stringMatching(/^budget=[\w-]+\/masked_remote_address$/)],
      });
      const users = perOperation.filter(
        ({ op: other, keys: others }) =>
          other.edgePath !== op.edgePath &&
          !(other.service === 'web' && op.service === 'web') &&
          others.some((key) => keys.includes(key)),
      );
      expect(users.map(({ op: other }) => `${title(op)} shares with ${title(other)}`)).toEqual([]);
    }
  });

  it('every bucket of a route has a limit, and every limit has a route', () => {
    const used = new Set(published.flatMap(bucketsOf));
    expect(Object.keys(countedLimits()).toSorted()).toEqual([...used].toSorted());
  });

  it('the limits are 100 a minute and 10 uploads, and the backstop admits more than all users of an address', () => {
    const hundred = { unit: 'minute', requests_per_unit: 100 };
    expect(countedLimits()).toEqual({
      user: hundred,
      ingest: { unit: 'minute', requests_per_unit: 10 },
      'budget=users/masked_remote_address': { unit: 'minute', requests_per_unit: 30_000 },
      'budget=login/masked_remote_address': hundred,
      'budget=register/masked_remote_address': hundred,
      'budget=refresh/masked_remote_address': { unit: 'minute', requests_per_unit: 6_000 },
      'budget=browser-login/masked_remote_address': hundred,
      'budget=browser-refresh/masked_remote_address': { unit: 'minute', requests_per_unit: 6_000 },
      'budget=browser-logout/masked_remote_address': { unit: 'minute', requests_per_unit: 1_500 },
      'budget=key-set/masked_remote_address': hundred,
      'budget=pages/masked_remote_address': { unit: 'minute', requests_per_unit: 30_000 },
    });
    // A class of forty behind one address may spend its whole minute in one burst.
    expect(backstopPerAddress().max_tokens).toBeGreaterThanOrEqual(40 * 100);
    expect(backstopPerAddress()).toMatchObject({ tokens_per_fill: 1_000, fill_interval: '1s' });
    expect(60 * backstopPerAddress().tokens_per_fill).toBeGreaterThan(30_000);
  });

  it('exactly login and chat are refused while requests cannot be counted', () => {
    const closed = publishedRoutes.filter(({ route }) =>
      route?.rate_limits?.some(({ stage }) => stage === 1),
    );
    expect(closed.map((route) => route.name)).toEqual([
      '/api/auth/login',
      '/api/auth/browser/login',
      '/api/chat/chat',
    ]);
  });

  it('exactly the operations of high priority, and those that may hold a connection for long, have a route of high priority', () => {
    const routeOf = (op: Operation) => {
      const path = filled(op.edgePath ?? '');
      return destinationOf(edge, { method: op.method, path })?.route.route;
    };
    const isLong = (op: Operation) => op.stream !== undefined || seconds(routeOf(op)?.timeout) > 15;
    const routed = published.filter((op) => routeOf(op)?.priority === 'HIGH');
    const declared = published.filter((op) => priorityOf(op) === 'high' || isLong(op));
    expect(routed.map(title)).toEqual(declared.map(title));
    expect(declared.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['signIn', 'refreshTokens', 'startAttempt', 'saveResponse', 'submitAttempt']),
    );
    expect(published.filter(isLong).map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['ingest', 'generateExam', 'followNotifications']),
    );
  });

  it('each service is refused early by its own figures, and web not at all', () => {
    const groups = new Set<string>();
    for (const { edgePath = '', service } of published) {
      const groupsOfPath = shedTogether().filter((start) => edgePath.startsWith(start));
      expect(groupsOfPath).toHaveLength(service === 'web' ? 0 : 1);
      for (const group of groupsOfPath) groups.add(`${group} ${service}`);
    }
    expect(groups.size).toBe(shedTogether().length);
  });

  it('no route of high priority is refused early, and none whose own 503 is no sign of an overload', () => {
    const shedOps = published.filter(({ edgePath = '' }) =>
      shedTogether().some((start) => edgePath.startsWith(start)),
    );
    const routeOf = (op: Operation) => edgeDestination(op)?.route;
    const hasOwn503 = (op: Operation) => op.problems.some((code) => problemCatalogue[code].status === 503);
    const declared = shedOps.filter((op) => routeOf(op)?.route?.priority === 'HIGH' || hasOwn503(op));
    const isExempt = (op: Operation) =>
      routeOf(op)?.typed_per_filter_config?.['shed-early']?.disabled === true;
    const exempt = shedOps.filter(isExempt);
    expect(exempt.map(title)).toEqual(declared.map(title));
    expect(declared.map(({ operationId }) => operationId)).toEqual(
      expect.arrayContaining(['signIn', 'saveResponse', 'search', 'register']),
    );
  });

  it('streams have an idle and a total limit and no retry; all other routes have a timeout', () => {
    const endless = {
      timeout: '0s',
      idle_timeout: '90s',
      max_stream_duration: { max_stream_duration: '600s' },
      retry_policy: { num_retries: 0 },
    };
    for (const op of published) {
      const action = edgeDestination(op)?.route.route;
      if (op.stream === undefined) expect(seconds(action?.timeout)).toBeGreaterThan(0);
      else expect(action).toMatchObject(endless);
    }
  });

  it('only pages of web have a policy of their own: every other answer is data', () => {
    const free = publishedRoutes.filter(({ typed_per_filter_config: own }) => own?.['data-policy']?.disabled);
    const pages = published.filter(({ mediaType }) => mediaType === 'text/html');
    expect(free.map(({ name }) => name).toSorted()).toEqual(pages.map(({ edgePath }) => edgePath).toSorted());
    expect(new Set(pages.map(({ service }) => service))).toEqual(new Set(['web']));
  });

  it('only the routes below the path of the browser’s cookie keep cookies', () => {
    const open = publishedRoutes.filter(({ typed_per_filter_config: own }) => own?.['no-cookies']?.disabled);
    const below = published.filter(({ edgePath }) => edgePath?.startsWith(`${browserCookiePath}/`));
    expect(below.length).toBeGreaterThan(0);
    expect(open.map(({ name }) => name).toSorted()).toEqual(below.map(({ edgePath }) => edgePath).toSorted());
  });

  it('no listed origin may send the header that proves a page of this origin', () => {
    const policy = edge.typed_per_filter_config['envoy.filters.http.cors'];
    for (const name of Object.keys(browserHeaders))
      expect(policy?.allow_headers?.split(', ')).not.toContain(name);
  });

  it('a write is retried only when the service was never reached', () => {
    for (const op of published.filter(({ method }) => method !== 'GET')) {
      const { retry_on, num_retries } = edgeDestination(op)?.route.route?.retry_policy ?? edge.retry_policy;
      const safe = num_retries === 0 || retry_on === 'connect-failure,refused-stream';
      expect({ op: title(op), safe }).toEqual({ op: title(op), safe: true });
    }
  });

  it('a body declared larger than the limit of its operation is refused at the edge', () => {
    for (const op of published) {
      const most = uploadBytes[op.operationId] ?? 1024 * 1024;
      expect(op.maxBodyBytes ?? 0).toBeLessThanOrEqual(most);
      expect(edgeDestination(op, { 'content-length': `${most}` })?.cluster).toBe(`${op.service}-service`);
      expect(edgeDestination(op, { 'content-length': `${most + 1}` })?.status).toBe(413);
    }
  });
});

describe('the mesh routes and the table of callers match the contracts', () => {
  it.each(between.map((op) => [title(op), op] as const))('%s reaches its service unchanged', (_, op) => {
    const host = meshHosts.find(({ domains }) => domains.includes(`${op.service}-service`));
    const path = filled(op.path);
    const found = host && destinationOf(host, { method: op.method, path });
    expect(found).toMatchObject({ cluster: `${op.service}-service-mesh`, path });
  });

  it('every route belongs to an operation that services may call', () => {
    const known = new Set(between.map((op) => `${op.service}-service ${op.path}`));
    const routes = meshHosts.flatMap((host) => host.routes.map((route) => ({ host, route })));
    const strangers = routes.filter(
      ({ host, route }) => route.route !== undefined && !known.has(`${host.name} ${route.name}`),
    );
    expect(strangers).toEqual([]);
  });

  it('exactly the services that an operation names may call it', () => {
    for (const op of allOperations)
      for (const caller of ['gateway', 'mesh', ...serviceNames]) {
        const request = { authority: `${op.service}-service`, path: filled(op.path) };
        const admitted = meshAdmits(`spiffe://ai-teacher/${caller}`, request);
        const declared = (op.access.services ?? []).some((name) => name === caller);
        expect({ op: title(op), caller, admitted }).toEqual({ op: title(op), caller, admitted: declared });
      }
  });

  it('exactly the operations without a user need no token', () => {
    const open = tokenRulesOf('mesh').filter((rule) => rule.requires === undefined);
    const declared = between.filter((op) => !needsUser(op)).map((op) => op.path);
    expect(open.map((rule) => pathOf(rule.match)).toSorted()).toEqual([...new Set(declared)].toSorted());
  });
});

describe('clear text and TLS at the edge', () => {
  it('use the same filters, limits and routes; only the codec differs', () => {
    const [clear, secure, ...more] = connectionManagersOf('edge');
    expect(more).toEqual([]);
    expect({ ...secure, codec_type: 'HTTP1' }).toEqual(clear);
    expect(secure?.codec_type).toBe('AUTO');
  });

  it('admit no other origin unless an operator configures it', () => {
    const policy = edge.typed_per_filter_config['envoy.filters.http.cors'];
    expect(policy?.allow_origin_string_match).toEqual([]);
    expect(policy?.allow_credentials).toBeUndefined();
  });
});

describe('the gateway’s own answers', () => {
  it.each(['edge', 'mesh'] as const)(
    'every reply of the %s listener is a problem of the catalogue',
    (name) => {
      const replies = localRepliesOf(name);
      expect(replies.length).toBeGreaterThan(0);
      for (const { status_code, headers_to_add, body_format_override } of replies) {
        const code = body_format_override.json_format.code as ProblemCode;
        const { status, title: sentence } = problemCatalogue[code];
        expect(status_code).toBe(status);
        const added = headers_to_add.map(({ header }) => header.key);
        const wait = status === 429 || status === 503 ? ['retry-after'] : [];
        expect(added).toEqual(expect.arrayContaining(['x-request-id', ...wait]));
        expect(body_format_override).toEqual({
          content_type: 'application/problem+json',
          json_format: {
            type: problemTypeOf(code),
            code,
            status,
            title: sentence,
            requestId: '%RESP(X-REQUEST-ID)%',
          },
        });
      }
    },
  );
});
