import { type ServiceName, type StoringService, serviceNames } from '@ai-teacher/contracts/values.ts';
import { type ChosenName, graderNames, modelNames, registrationNames, vectorNames } from './chosen-names.ts';
import {
  databasePassword,
  type EngineName,
  type PartName,
  type PartPlan,
  type PlanContext,
} from './part-plan.ts';

/** The differences between the services: the dependencies and the variables that only one service reads. */
const services: Record<
  StoringService,
  { dependsOn: PartName[]; own: (context: PlanContext) => Record<string, string> }
> = {
  auth: {
    dependsOn: ['postgres', 'redis'],
    own: (context) => ({
      REDIS_URL: redisUrl(context),
      KEY_ENCRYPTION_SECRET: context.secret('KEY_ENCRYPTION_SECRET'),
      BOOTSTRAP_ADMIN_EMAIL: context.secret('BOOTSTRAP_ADMIN_EMAIL'),
      BOOTSTRAP_ADMIN_PASSWORD: context.secret('BOOTSTRAP_ADMIN_PASSWORD'),
      ...chosen(context, registrationNames),
      ...chosen(context, ['INSTITUTION_NAME', 'KEY_ENCRYPTION_SECRET_PREVIOUS', 'AUDIT_RETENTION_DAYS']),
    }),
  },
  user: {
    dependsOn: ['postgres', 'redis'],
    own: (context) => ({
      REDIS_URL: redisUrl(context),
      ...chosen(context, ['PLATFORM_ADDRESS', 'TRACES_URL']),
    }),
  },
  chat: {
    dependsOn: ['postgres', 'redis'],
    own: (context) => ({
      REDIS_URL: redisUrl(context),
      ...chosen(context, ['CHAT_MODEL', ...modelNames, 'CHAT_RETENTION_DAYS']),
    }),
  },
  rag: {
    dependsOn: ['postgres', 'qdrant'],
    own: (context) => ({
      QDRANT_URL: `http://${context.address('qdrant', 'http')}`,
      QDRANT_API_KEY: context.secret('QDRANT_API_KEY'),
      ...chosen(context, vectorNames),
    }),
  },
  exam: {
    dependsOn: ['postgres'],
    own: (context) => chosen(context, ['EXAM_MODEL', ...graderNames, ...modelNames, 'RESULT_RETENTION_DAYS']),
  },
  notification: { dependsOn: ['postgres'], own: () => ({}) },
};

const engines: Record<EngineName, PartPlan> = {
  gateway: {
    composeService: 'gateway',
    ports: { edge: 8080, mesh: 8443, admin: 9901, stats: 9902 },
    identities: ['gateway', 'mesh', 'edge'],
    dependsOn: [],
    stopStage: 0,
    environment: (context) => ({ REQUIRE_TLS: context.chosen.REQUIRE_TLS || 'false' }),
  },
  ratelimit: {
    composeService: 'ratelimit',
    ports: { grpc: 8081, http: 8080, debug: 6070, metrics: 9090 },
    identities: [],
    dependsOn: ['redis-edge'],
    stopStage: 1,
    environment: (context) => ratelimitEnvironment(context),
  },
  redis: { composeService: 'redis', ports: { redis: 6379 }, identities: [], dependsOn: [], stopStage: 2 },
  'redis-edge': {
    composeService: 'redis-edge',
    ports: { redis: 6379 },
    identities: [],
    dependsOn: [],
    stopStage: 2,
  },
  postgres: { composeService: 'postgres', ports: { sql: 5432 }, identities: [], dependsOn: [], stopStage: 2 },
  qdrant: {
    composeService: 'qdrant',
    ports: { http: 6333, grpc: 6334 },
    identities: [],
    dependsOn: [],
    stopStage: 2,
    environment: (context) => ({ QDRANT__SERVICE__API_KEY: context.secret('QDRANT_API_KEY') }),
  },
  'otel-collector': {
    composeService: 'otel-collector',
    ports: { grpc: 4317, http: 4318, health: 13133, spans: 8889, metrics: 8888 },
    identities: [],
    dependsOn: [],
    stopStage: 3,
    mayComeLater: true,
    environment: (context) => collectorEnvironment(context),
  },
  prometheus: {
    composeService: 'prometheus',
    ports: { http: 9090 },
    identities: [],
    dependsOn: [],
    stopStage: 3,
    mayComeLater: true,
  },
  jaeger: {
    composeService: 'jaeger',
    ports: { ui: 16686, query: 16685, otlp: 4317, health: 13133 },
    identities: [],
    dependsOn: [],
    stopStage: 3,
    mayComeLater: true,
  },
};

const serverPlan = (name: ServiceName) => ({
  composeService: `${name}-service`,
  ports: { service: 8000, probe: 9000 },
  identities: [name],
  stopStage: 1,
});

const servicePlan = (name: ServiceName): PartPlan => {
  if (name === 'web')
    return { ...serverPlan(name), dependsOn: [], environment: (context) => serverEnvironment(name, context) };
  const { dependsOn, own } = services[name];
  return {
    ...serverPlan(name),
    dependsOn,
    environment: (context) => ({ ...serviceEnvironment(name, context), ...own(context) }),
  };
};

/**
 * All parts of the mesh. The native launcher runs this plan, docker-compose.yml states the same for
 * containers, and tests/architecture compares the two.
 */
export const meshPlan: Record<PartName, PartPlan> = {
  ...engines,
  ...(Object.fromEntries(serviceNames.map((name) => [name, servicePlan(name)])) as Record<
    ServiceName,
    PartPlan
  >),
};

export const partNames = Object.keys(meshPlan) as PartName[];

/** The variables of every service, also of a service without a database and without users. */
const serverEnvironment = (name: ServiceName, context: PlanContext): Record<string, string> => {
  return {
    DEPLOYMENT_MODE: context.mode,
    BIND_ADDRESS: context.bindAddress,
    SERVICE_PORT: String(context.port(name, 'service')),
    PROBE_PORT: String(context.port(name, 'probe')),
    TLS_DIR: context.certificates(name),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${context.address('otel-collector', 'grpc')}`,
    LOG_LEVEL: context.chosen.LOG_LEVEL || 'info',
  };
};

const serviceEnvironment = (name: StoringService, context: PlanContext): Record<string, string> => {
  const password = encodeURIComponent(context.secret(databasePassword(name)));
  return {
    ...serverEnvironment(name, context),
    MESH_URL: `https://${context.address('gateway', 'mesh')}`,
    DATABASE_URL: `postgres://${name}_service:${password}@${context.address('postgres', 'sql')}/${name}_db`,
  };
};

/**
 * envoy/README.md gives the reason for each variable. The defaults of several slow down or disable the limit.
 */
const ratelimitEnvironment = (context: PlanContext): Record<string, string> => {
  const port = (name: string) => String(context.port('ratelimit', name));
  return {
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'json',
    // The heap is a few megabytes: by default Go collects it a hundred times a second.
    GOGC: '400',
    GRPC_HOST: context.bindAddress,
    GRPC_PORT: port('grpc'),
    HOST: context.bindAddress,
    PORT: port('http'),
    DEBUG_HOST: '127.0.0.1',
    DEBUG_PORT: port('debug'),
    USE_STATSD: 'false',
    USE_PROMETHEUS: 'true',
    PROMETHEUS_ADDR: `${context.bindAddress}:${port('metrics')}`,
    REDIS_SOCKET_TYPE: 'tcp',
    REDIS_URL: context.address('redis-edge', 'redis'),
    REDIS_AUTH: context.secret('REDIS_PASSWORD'),
    REDIS_TIMEOUT: '200ms',
    LOCAL_CACHE_SIZE_IN_BYTES: '1048576',
    // Together these variables make it read the files of envoy/ratelimit/ and reload them when they change.
    RUNTIME_ROOT: context.envoyFolder,
    RUNTIME_SUBDIRECTORY: '',
    RUNTIME_APPDIRECTORY: 'ratelimit',
    RUNTIME_WATCH_ROOT: 'false',
    RUNTIME_IGNOREDOTFILES: 'true',
  };
};

/** All traces are stored by default, so the collector need not wait before it forwards a trace. */
const collectorEnvironment = (context: PlanContext): Record<string, string> => {
  return {
    TRACE_SHARE_PERCENT: context.chosen.TRACE_SHARE_PERCENT || '100',
    TRACE_DECISION_WAIT: context.chosen.TRACE_DECISION_WAIT || '1s',
    // Few garbage collections, but early enough: memory_limiter refuses spans from 192 MiB on.
    GOGC: '400',
    GOMEMLIMIT: '160MiB',
    METRICS_HOST: context.bindAddress,
    METRICS_PORT: String(context.port('otel-collector', 'metrics')),
  };
};

const redisUrl = (context: PlanContext): string => {
  return `redis://:${encodeURIComponent(context.secret('REDIS_PASSWORD'))}@${context.address('redis', 'redis')}`;
};

const chosen = (context: PlanContext, names: readonly ChosenName[]): Record<string, string> => {
  return Object.fromEntries(
    names.flatMap((name) => (context.chosen[name] ? [[name, context.chosen[name]]] : [])),
  );
};
