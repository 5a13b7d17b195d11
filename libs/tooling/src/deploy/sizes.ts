import { serviceNames } from '@ai-teacher/contracts/values.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import type { ComposedPart } from './system/composed-parts.ts';

/** The processor time and memory that a pod requests. */
type Size = {
  /** Thousandths of a processor. */
  readonly cpuMillis: number;
  readonly memoryMebibytes: number;
};

const service = (memoryMebibytes: number): Size => ({ cpuMillis: 250, memoryMebibytes });

/**
 * Measured on 2026-11-29 in the native mesh on two processors, during `npm run bench` (deploy/README.md,
 * "Sizes"): memory is the peak of the resident set, rounded up to the next step; processor time is that of a
 * tenth of the saturated reads. The memory of the stores is what they are configured to use. The peak of rag
 * is that of a book that it stores; its children that read files use memory between request and limit.
 */
export const sizes: Readonly<Record<PartName, Size>> = {
  gateway: { cpuMillis: 250, memoryMebibytes: 128 },
  ratelimit: { cpuMillis: 100, memoryMebibytes: 64 },
  redis: { cpuMillis: 100, memoryMebibytes: 288 },
  'redis-edge': { cpuMillis: 100, memoryMebibytes: 160 },
  postgres: { cpuMillis: 500, memoryMebibytes: 1024 },
  qdrant: { cpuMillis: 250, memoryMebibytes: 512 },
  'otel-collector': { cpuMillis: 100, memoryMebibytes: 192 },
  prometheus: { cpuMillis: 100, memoryMebibytes: 192 },
  jaeger: { cpuMillis: 100, memoryMebibytes: 192 },
  auth: service(448),
  user: service(320),
  chat: service(320),
  rag: service(512),
  exam: service(320),
  notification: service(320),
  web: service(192),
};

/** GiB of the volume of each pod that stores data. */
export const volumeGibibytes = { postgres: 50, qdrant: 20, prometheus: 5, jaeger: 20 } as const;

/** Whether the pods of a part store data on a volume of their own. */
export const isStore = (part: PartName): part is keyof typeof volumeGibibytes => part in volumeGibibytes;

/** GiB of the data of one instance of PostgreSQL in the overlay `production`. */
export const instanceGibibytes = 200;

/** Memory in the notation of Kubernetes, from that of compose (`768m`, `2g`). */
const memoryLimit = (text: string): string => text.replace(/m$/, 'Mi').replace(/g$/, 'Gi');

/** Requests by measurement; limits as in docker-compose.yml. */
export const resourcesOf = (part: PartName, { mem_limit, cpus }: ComposedPart): object => {
  const { cpuMillis, memoryMebibytes } = sizes[part];
  return {
    requests: { cpu: `${cpuMillis}m`, memory: `${memoryMebibytes}Mi` },
    limits: { cpu: `${cpus}`, memory: memoryLimit(mem_limit) },
  };
};

/** A measured number by which a part grows, as the metrics adapter serves it. */
type ScaleMetric = {
  readonly name: string;
  readonly labels: Record<string, string>;
  readonly perPod: string;
};

export type Scale = { readonly min: number; readonly max: number; readonly metrics: readonly ScaleMetric[] };

/** A service saturates a processor at about 30 reads in progress (p50 82 ms, at one client 6 ms). */
const requestsUnderWay = (service: string, perPod: number): ScaleMetric => ({
  name: 'ai_teacher_requests_under_way',
  labels: { service },
  perPod: `${perPod}`,
});

/** Envoy has the label of its scrape, and a name of its own, because a rule of the adapter has one query. */
const requestsInGateway: ScaleMetric = {
  name: 'ai_teacher_gateway_requests_under_way',
  labels: { job: 'gateway' },
  perPod: '100',
};

const scaleOfService = (service: string): Scale => {
  // An open stream is a request in progress, and it mostly waits for the model.
  const perPod = service === 'chat' ? 60 : 20;
  const metrics = [requestsUnderWay(service, perPod)];
  const ofQueue = { name: 'ai_teacher_oldest_due_job_seconds', labels: { service }, perPod: '30' };
  return { min: 2, max: 10, metrics: service === 'rag' ? [...metrics, ofQueue] : metrics };
};

/**
 * The maximum growth of a part. Absent for the parts whose number follows from their data: counters, stores
 * and the servers of telemetry.
 */
export const scaleOf = (part: PartName): Scale | undefined => {
  if (serviceNames.some((name) => name === part)) return scaleOfService(part);
  if (part === 'gateway') return { min: 2, max: 10, metrics: [requestsInGateway] };
  if (part === 'ratelimit') return { min: 2, max: 6, metrics: [] };
  if (part === 'otel-collector') return { min: 2, max: 6, metrics: [] };
  return undefined;
};
