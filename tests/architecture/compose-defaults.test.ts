import { serviceNames } from '@ai-teacher/contracts/values.ts';
import { readEnvironment } from '@ai-teacher/tooling/compose/compose-environment.ts';
import { composeVariables } from '@ai-teacher/tooling/compose/variables.ts';
import { describe, expect, it } from '@jest/globals';
import { type ComposeService, compose, composeText } from './compose-file.ts';
import { textOfFile } from './tracked-files.ts';

const composed = Object.entries(compose.services);
const networks = Object.entries(compose.networks);

/** The stores, by their images: a second instance of one is a store, too. */
const isStore = ([, { image }]: [string, ComposeService]): boolean =>
  /^(postgres|valkey\/|redis|qdrant\/)/.test(image);
const stores = composed.filter(isStore);

const isInternal = (name: string): boolean => compose.networks[name]?.internal === true;

/** A network that lets requests in to a published port, and no container out. */
const isInbound = (name: string): boolean =>
  compose.networks[name]?.driver_opts?.['com.docker.network.bridge.enable_ip_masquerade'] === 'false';

const membersOf = (network: string): string[] =>
  composed.filter(([, { networks: own }]) => own.includes(network)).map(([name]) => name);

describe('every container of docker-compose.yml', () => {
  it.each(composed)('%s has bounds for memory, processors and processes', (_name, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.cpus).toBeGreaterThan(0);
    expect(service.pids_limit).toBeGreaterThan(0);
  });

  it.each(composed)('%s has logs of bounded size', (_name, service) => {
    expect(service.logging?.options).toEqual({
      'max-size': expect.anything(),
      'max-file': expect.anything(),
    });
  });

  it.each(composed)('%s names its networks, or has none', (_name, service) => {
    const named = service.networks.filter((name) => name in compose.networks);
    expect(named).toEqual(service.networks);
    expect(service.networks.length > 0).toBe(service.network_mode !== 'none');
  });
});

describe('the stores of docker-compose.yml', () => {
  it('are PostgreSQL, Redis and Qdrant', () => {
    expect(stores.map(([name]) => name)).toEqual(expect.arrayContaining(['postgres', 'redis', 'qdrant']));
  });

  it.each(stores)('%s is on one internal network, which no other store shares', (name, service) => {
    expect(service.networks).toHaveLength(1);
    const [network = ''] = service.networks;
    expect(isInternal(network)).toBe(true);
    const neighbours = stores.filter(([other, { networks: own }]) => other !== name && own.includes(network));
    expect(neighbours).toEqual([]);
  });

  it.each(stores)('%s publishes no port and is reached by its clients alone', (name, service) => {
    expect(service.ports).toEqual([]);
    const [network = ''] = service.networks;
    const clients = membersOf(network).filter((other) => other !== name);
    const strangers = clients.filter((other) => !textOfService(other).includes(`${name}:`));
    expect(strangers).toEqual([]);
  });

  it.each(stores)('%s demands a secret of its own variable', (_name, service) => {
    const secrets = composeVariables.filter(({ secret }) => secret).map((each) => each.name);
    const demanded = secrets.filter((secret) => JSON.stringify(service).includes(`\${${secret}:?`));
    expect(demanded).toHaveLength(1);
  });
});

/** The addresses that a container is given: its environment and its command. */
const textOfService = (name: string): string => {
  const { environment, command } = compose.services[name] ?? {};
  const databases = name === 'databases' || name.endsWith('-migrations') ? 'postgres:' : '';
  return `${JSON.stringify({ environment, command })}${databases}`;
};

describe('the way out of docker-compose.yml', () => {
  /** The services that are given the address of a server by this variable. */
  const callersBy = (variable: string): string[] =>
    composed.filter(([, { environment }]) => variable in (environment ?? {})).map(([name]) => name);

  it('is one network, and exactly the services that call a model are on it', () => {
    const open = networks.map(([name]) => name).filter((name) => !isInternal(name) && !isInbound(name));
    expect(open).toEqual(['model']);
    expect(membersOf('model').toSorted()).toEqual(callersBy('OPENAI_BASE_URL').toSorted());
    expect(membersOf('model').toSorted()).toEqual(['chat-service', 'exam-service']);
  });

  it('reaches a server of embeddings from the services that have its address', () => {
    expect(membersOf('embedding')).toEqual(callersBy('EMBEDDING_BASE_URL'));
  });

  it('is closed to networks with a published port', () => {
    const published = composed.filter(([, { ports }]) => ports.length > 0);
    for (const [, service] of published)
      expect(service.networks.filter((name) => isInbound(name))).toHaveLength(1);
    const inbound = networks.map(([name]) => name).filter((name) => isInbound(name));
    expect(inbound.flatMap(membersOf).toSorted()).toEqual(published.map(([name]) => name).toSorted());
  });
});

describe('published ports', () => {
  it('are bound to an address, which is loopback unless the operator chooses another', () => {
    const ports = composed.flatMap(([, service]) => service.ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^(127\.0\.0\.1|\$\{PUBLISH_ADDRESS:-127\.0\.0\.1\}):/);
  });
});

describe('secrets', () => {
  const example = readEnvironment(textOfFile('.env.example'));
  const secrets = composeVariables.filter(({ secret }) => secret).map(({ name }) => name);

  it('.env.example contains none', () => {
    expect(secrets.length).toBeGreaterThan(9);
    expect(secrets.filter((name) => example[name] !== '')).toEqual([]);
  });

  it('every variable with the name of a secret is one, except those that an installation may lack', () => {
    const named = Object.keys(example).filter((name) => /PASSWORD|SECRET|API_KEY/.test(name));
    const optional = [
      'EMBEDDING_API_KEY',
      'KEY_ENCRYPTION_SECRET_PREVIOUS',
      'OPENAI_API_KEY',
      'RERANK_API_KEY',
    ];
    expect(named.filter((name) => !secrets.includes(name)).toSorted()).toEqual(optional);
  });

  it('compose refuses to start without each of them, and names the command that makes them', () => {
    for (const name of secrets) {
      const uses = composeText.match(new RegExp(String.raw`\$\{${name}\b[^}]*\}`, 'g')) ?? [];
      expect(uses.length).toBeGreaterThan(0);
      expect(uses.filter((use) => use !== `\${${name}:?run npm run secrets}`)).toEqual([]);
    }
  });

  it('the passwords of databases are checked where they are set', () => {
    for (const name of ['databases', ...serviceNames.map((each) => `${each}-service`)])
      expect(compose.services[name]?.environment.DEPLOYMENT_MODE).toMatch(
        /^\$\{DEPLOYMENT_MODE:-production\}$/,
      );
  });
});
