import { meshPlan } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { isStore } from './sizes.ts';

type Check = Record<string, unknown>;
type Checks = {
  /** Whether the process takes requests now. */
  readonly ready: Check;
  /** Whether the process runs at all. It never asks another part, so an outage elsewhere restarts no pod. */
  readonly alive: Check;
};

const portOf = (part: PartName, name: string): number => meshPlan[part].ports[name] ?? Number.NaN;
const get = (part: PartName, port: string, path: string): Check => ({
  httpGet: { path, port: portOf(part, port) },
});
const open = (part: PartName, port: string): Check => ({ tcpSocket: { port: portOf(part, port) } });
const run = (...command: string[]): Check => ({ exec: { command } });
const both = (check: Check): Checks => ({ ready: check, alive: check });

const ping = run('valkey-cli', 'ping');

const checksOfEngines: Partial<Record<PartName, Checks>> = {
  // From the start of a stop /ready answers 503. The listener stays open until the end of the drain.
  gateway: { ready: get('gateway', 'stats', '/ready'), alive: open('gateway', 'stats') },
  ratelimit: { ready: get('ratelimit', 'http', '/healthcheck'), alive: open('ratelimit', 'grpc') },
  redis: both(ping),
  'redis-edge': both(ping),
  postgres: both(run('pg_isready', '--host', '127.0.0.1', '--username', 'postgres', '--quiet')),
  qdrant: { ready: get('qdrant', 'http', '/readyz'), alive: get('qdrant', 'http', '/livez') },
  'otel-collector': both(get('otel-collector', 'health', '/status')),
  jaeger: both(get('jaeger', 'health', '/status')),
  prometheus: {
    ready: get('prometheus', 'http', '/-/ready'),
    alive: get('prometheus', 'http', '/-/healthy'),
  },
};

/** A service answers `/livez` without a look at its database, and `/readyz` after a query of it. */
const checksOf = (part: PartName): Checks =>
  checksOfEngines[part] ?? { ready: get(part, 'probe', '/readyz'), alive: get(part, 'probe', '/livez') };

/**
 * A start may take two minutes: a service waits up to one minute for its database, and loads its code for 20
 * s while all services start on two processors. A store first reads its data or its log of changes. A restart
 * in the middle would begin that anew, and again without an end, so a store has ten minutes.
 */
const startSeconds = (part: PartName): number => (isStore(part) ? 600 : 120);
const startPeriodSeconds = 2;

/** The probes of a part. */
export const probesOf = (part: PartName): object => {
  const { ready, alive } = checksOf(part);
  const failureThreshold = startSeconds(part) / startPeriodSeconds;
  return {
    startupProbe: { ...alive, periodSeconds: startPeriodSeconds, timeoutSeconds: 4, failureThreshold },
    readinessProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 2 },
    livenessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
};

type Stop = { readonly terminationGracePeriodSeconds: number; readonly lifecycle?: object };

/**
 * Envoy drains in its stop hook (`envoy/drain.sh`), then ends immediately. A balancer before the cluster
 * sends new connections to the node until its own checks have failed, which takes it up to 20 s. So the
 * gateway ends after 25 s without a request, and after 45 s at most.
 */
const stopOfGateway: Stop = {
  terminationGracePeriodSeconds: 60,
  lifecycle: { preStop: { exec: { command: ['bash', '/etc/envoy/drain.sh', '9901', '45', '25'] } } },
};

/**
 * Parts whose callers learn from DNS alone that a pod stops. No caller checks the health of such a pod, so
 * DNS must not name a pod that stops or is not ready.
 */
export const isFoundByDnsAlone = (part: PartName): boolean =>
  part === 'ratelimit' || part === 'otel-collector';

/** Caches of DNS may hold an address for 30 s, and Envoy and the collectors ask each 5 s. */
const leaveDnsSeconds = 36;

/**
 * The stop of a part. A service drains after the signal itself: it reports the stop for up to 3 s, ends
 * answers within STOP_GRACE_SECONDS (10) and 2 s, then its jobs within some 7 s. A hook before the signal
 * would only delay that. A part that is found by DNS alone serves until no caller uses its old address.
 */
export const stopOf = (part: PartName, isService: boolean): Stop => {
  if (part === 'gateway') return stopOfGateway;
  if (isService) return { terminationGracePeriodSeconds: 45 };
  if (isFoundByDnsAlone(part)) {
    const preStop = { sleep: { seconds: leaveDnsSeconds } };
    return { terminationGracePeriodSeconds: 60, lifecycle: { preStop } };
  }
  return { terminationGracePeriodSeconds: part === 'postgres' ? 120 : 30 };
};
