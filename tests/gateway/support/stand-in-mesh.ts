import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import type { Part } from '@ai-teacher/local-mesh/parts/part.ts';
import { type PartRunner, partRunner } from '@ai-teacher/local-mesh/parts/run-parts.ts';
import { valkeyPart } from '@ai-teacher/local-mesh/parts/valkey.ts';
import { pickFreePorts } from '@ai-teacher/local-mesh/process/free-port.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type TestCertificates, testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { type StoreProxy, startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { ask, type Question, type Reply } from './ask.ts';
import { countersPart, type GatewayPlace, gatewayPart, renderGateway } from './gateway-parts.ts';
import {
  type Handler,
  type Recorded,
  type RecordingService,
  startRecordingService,
} from './recording-service.ts';
import { claimsOf, keySetOf, newSigningKey, type SigningKey, signedToken } from './tokens.ts';

/**
 * The real gateway (Envoy, ratelimit, Valkey, the files of envoy/) in front of seven services that record
 * their requests. It is for decisions of the gateway alone. Tests of decisions that involve services use a
 * whole mesh.
 */
export type StandInMesh = {
  readonly edgePort: number;
  readonly meshPort: number;
  readonly adminPort: number;
  /**
   * Edits a file of the gateway as envoy/README.md advises operators: moves a new file over the old one.
   */
  readonly change: (name: string, edit: (text: string) => string) => Promise<void>;
  readonly certificates: TestCertificates;
  readonly services: Readonly<Record<ServiceName, RecordingService>>;
  /** Second replicas of the chosen services. */
  readonly seconds: Readonly<Partial<Record<ServiceName, RecordingService>>>;
  /** The keys that auth publishes; the gateway reads a change at its next fetch. */
  readonly publishedKeys: SigningKey[];
  readonly tokenFor: (userId: string) => string;
  /** Everything that reached a service since the last call. */
  readonly takeRecorded: () => Recorded[];
  readonly edge: (question: Question) => Promise<Reply>;
  /** A request to the mesh listener with a service's certificate. */
  readonly mesh: (caller: ServiceName, to: ServiceName, question: Question) => Promise<Reply>;
  /** The line of the gateway's access log about a request. */
  readonly logged: (requestId: string) => Promise<Record<string, unknown>>;
  readonly redis: Switch & {
    readonly port: number;
    /** The proxy between ratelimit and Redis, when requested. */
    readonly proxy: StoreProxy | undefined;
  };
  readonly counters: Switch;
  /** A second gateway with the same services and counters, when requested. */
  readonly twin: GatewayPlace['ports'] | undefined;
  /** Stops the first gateway gracefully, as the launcher does. */
  readonly stopGateway: () => Promise<void>;
  /** The sum of ratelimit's own counters whose names end with `suffix`. */
  readonly countersStatistic: (name: string) => Promise<number>;
  readonly stop: () => Promise<void>;
};

/**
 * A part that a test stops and restarts, or freezes (a frozen part accepts connections and never answers).
 */
export type Switch = {
  readonly off: () => Promise<void>;
  readonly on: () => Promise<void>;
  readonly freeze: () => void;
  readonly thaw: () => void;
};

export type StandInOptions = {
  /** The handler of a service from before the start of the gateway, instead of recording. */
  readonly behaviour?: Partial<Record<ServiceName, Handler>>;
  /** Ports of real services that replace recording ones. */
  readonly real?: Partial<Record<ServiceName, number>>;
  /** Services with a second replica. */
  readonly twice?: readonly ServiceName[];
  /** The keys that auth publishes; a fresh pair unless given. */
  readonly keys?: SigningKey[];
  /** Certificates other than the test run's. */
  readonly certificates?: TestCertificates;
  /** Starts a second gateway beside the first, with its own REQUIRE_TLS. */
  readonly twin?: true | { readonly requireTls: string };
  /** Adds a proxy between ratelimit and Redis for tests that make Redis slow. */
  readonly proxied?: true;
};

export const startStandInMesh = async (options: StandInOptions = {}): Promise<StandInMesh> => {
  const certificates = options.certificates ?? (await testCertificates());
  const publishedKeys = options.keys ?? [newSigningKey()];
  const recorded: Recorded[] = [];
  const services = {} as Record<ServiceName, RecordingService>;
  const seconds: Partial<Record<ServiceName, RecordingService>> = {};
  const start = async (name: ServiceName): Promise<RecordingService> => {
    const service = await startRecordingService(name, certificates.identity(name), {
      record: (request) => recorded.push(request),
      keySet: () => keySetOf(publishedKeys),
    });
    service.behave(options.behaviour?.[name]);
    return service;
  };
  for (const name of serviceNames) services[name] = await start(name);
  for (const name of options.twice ?? []) seconds[name] = await start(name);
  const parts = await startParts(options, {
    certificates: path.dirname(certificates.folder('gateway')),
    services: Object.fromEntries([
      ...serviceNames.map((name) => [name, options.real?.[name] ?? services[name].port]),
      ...Object.entries(seconds).map(([name, { port }]) => [`${name}-2`, port]),
    ]),
  });
  const { edge, mesh, admin } = parts.place.ports;
  return {
    edgePort: edge,
    meshPort: mesh,
    adminPort: admin,
    change: (name, edit) => changeFile(path.join(parts.place.folder, 'envoy', name), edit),
    certificates,
    services,
    seconds,
    publishedKeys,
    tokenFor: (userId) => signedToken(publishedKeys[0] as SigningKey, claimsOf(userId)),
    takeRecorded: () => recorded.splice(0),
    edge: (question) => ask(edge, question),
    mesh: (caller, to, question) =>
      ask(mesh, {
        as: certificates.identity(caller),
        ...question,
        headers: { host: `${to}-service`, ...question.headers },
      }),
    logged: (requestId) =>
      waitUntil(() => findLine(path.join(parts.place.folder, 'logs', 'gateway.log'), requestId), {
        what: `the gateway's log line of ${requestId}`,
        timeoutSeconds: 5,
      }),
    redis: parts.redis,
    counters: parts.counters,
    twin: parts.twin,
    stopGateway: parts.stopGateway,
    countersStatistic: async (name) => {
      const { text } = await ask(parts.countersMetrics, { path: '/metrics' });
      const values = text.matchAll(/^(\w+)(?:\{.*\})? (\S+)$/gm);
      return [...values].reduce(
        (sum, [, found, value]) => sum + (found?.endsWith(name) ? Number(value) : 0),
        0,
      );
    },
    stop: async () => {
      await parts.stop();
      const all = [...Object.values(services), ...Object.values(seconds)];
      await Promise.all(all.map((service) => service.close()));
    },
  };
};

/** Starts Valkey, ratelimit and Envoy in a separate folder; a failed start leaves no process and no file. */
const startParts = async (
  { proxied, twin }: StandInOptions,
  neighbours: Pick<GatewayPlace, 'certificates' | 'services'>,
) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-gateway-'));
  const [edge = 0, mesh = 0, admin = 0, collector = 0, redisPort = 0, ...four] = await pickFreePorts(9);
  const ports = { edge, mesh, admin, counters: four[0] ?? 0, collector };
  const place: GatewayPlace = { folder, ports, ...neighbours };
  const runner = partRunner(folder);
  const proxy = proxied ? await startStoreProxy(`redis://127.0.0.1:${redisPort}`) : undefined;
  const stop = async (): Promise<void> => {
    await runner.stopAll();
    await proxy?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await renderGateway(place);
    const dataDirectory = path.join(folder, 'redis');
    const redis = await startSwitch(
      runner,
      valkeyPart({ name: 'redis-edge', port: redisPort, dataDirectory }),
    );
    const counting = {
      redis: proxy === undefined ? redisPort : Number(new URL(proxy.url).port),
      ports: four,
      place,
    };
    const counters = await startSwitch(runner, countersPart(counting));
    const part = gatewayPart(place);
    const gateway = await runner.start(part);
    const countersMetrics = four[3] ?? 0;
    return {
      place,
      redis: { ...redis, port: redisPort, proxy },
      counters,
      countersMetrics,
      twin: twin && (await startTwin(runner, place, twin)),
      stopGateway: async () => {
        const graceSeconds = part.drainSeconds ?? part.stopGraceSeconds;
        await part.beforeStop?.(graceSeconds);
        await gateway.stop(graceSeconds);
      },
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
};

const startTwin = async (
  runner: PartRunner,
  first: GatewayPlace,
  twin: NonNullable<StandInOptions['twin']>,
): Promise<GatewayPlace['ports']> => {
  const [edge = 0, mesh = 0, admin = 0] = await pickFreePorts(3);
  const ports = { ...first.ports, edge, mesh, admin };
  const own = twin === true ? {} : twin;
  const place = { ...first, ...own, folder: path.join(first.folder, 'twin'), ports };
  await renderGateway(place);
  await runner.start({ ...gatewayPart(place), name: 'gateway-2' });
  return ports;
};

const startSwitch = async (runner: PartRunner, part: Part): Promise<Switch> => {
  let running = await runner.start(part);
  return {
    off: async () => void (await running.stop(part.stopGraceSeconds)),
    on: async () => {
      running = await runner.start(part);
    },
    freeze: () => void process.kill(running.identity.pid, 'SIGSTOP'),
    thaw: () => void process.kill(running.identity.pid, 'SIGCONT'),
  };
};

const changeFile = async (file: string, edit: (text: string) => string): Promise<void> => {
  const text = await readFile(file, 'utf8');
  const edited = edit(text);
  if (edited === text) throw new Error(`nothing was changed in ${path.basename(file)}`);
  await writeFile(`${file}.new`, edited);
  await rename(`${file}.new`, file);
};

const findLine = async (file: string, requestId: string): Promise<Record<string, unknown> | undefined> => {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
  const line = lines.find((text) => text.includes(requestId));
  return line === undefined ? undefined : JSON.parse(line);
};
