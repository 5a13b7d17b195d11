import { type StoringService, serviceNames, storingServices } from '@ai-teacher/contracts/values.ts';
import { scaleOf } from '@ai-teacher/tooling/deploy/sizes.ts';

/** How a part grows: more pods, more nodes of a cluster, or only a larger machine. */
export type PartShape = {
  readonly grows: 'pods' | 'nodes' | 'machine';
  /** Processors that one process can use. */
  readonly processors: number;
  readonly minReplicas: number;
  /** Replicas of the overlay `production`. */
  readonly maxReplicas: number;
};

const pods = (name: Parameters<typeof scaleOf>[0], processors: number): PartShape => {
  const scale = scaleOf(name);
  if (scale === undefined) throw new Error(`${name} has no range of replicas`);
  return { grows: 'pods', processors, minReplicas: scale.min, maxReplicas: scale.max };
};

const machine = (processors: number): PartShape => ({
  grows: 'machine',
  processors,
  minReplicas: 1,
  maxReplicas: 1,
});

/** A Node process and a Valkey use one processor, Envoy its limit of two (`docker-compose.yml`). */
export const partShapes = (databaseCores: number): Readonly<Record<string, PartShape>> => ({
  gateway: pods('gateway', 2),
  ratelimit: pods('ratelimit', 1),
  ...Object.fromEntries(serviceNames.filter((name) => name !== 'web').map((name) => [name, pods(name, 1)])),
  'otel-collector': pods('otel-collector', 1),
  postgres: machine(databaseCores),
  // Six shards with two copies on three nodes; more nodes need more shards (`qdrant-cluster.yaml`).
  qdrant: { grows: 'nodes', processors: 2, minReplicas: 3, maxReplicas: 6 },
  redis: machine(1),
  'redis-edge': machine(1),
  jaeger: machine(2),
});

/** Connections of the pool for requests in one process (`libs/service-kit/src/database/database.ts`). */
export const requestConnections = 6;

/**
 * Connections of the queue in one process: one for each pool of workers, and two more
 * (`libs/service-kit/src/jobs/jobs.ts`). A test compares the numbers with the pools of each `deps.ts`.
 */
export const queueConnections: Readonly<Record<StoringService, number>> = {
  auth: 4,
  user: 5,
  chat: 3,
  rag: 7,
  exam: 6,
  notification: 3,
};

export const isStoring = (part: string): part is StoringService =>
  storingServices.some((name) => name === part);
