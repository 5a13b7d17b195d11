import type { Inputs } from '../inputs/inputs.ts';
import { shown } from '../model/figure.ts';
import { peaksOf } from '../model/peaks.ts';
import { needsOf, type PartNeed } from '../model/processors.ts';
import { examStarters, type Workload } from '../model/workload.ts';
import { type StartModel, type StartOutcome, simulateStart } from './simulate.ts';

/** One way to hold a start: what it changes, whether it is built, and what the simulation gives. */
export type StartWay = {
  readonly name: string;
  readonly isBuilt: boolean;
  readonly note: string;
  readonly model: StartModel;
  /** Undefined when the start takes longer than a day. */
  readonly outcome: StartOutcome | undefined;
  /** Cores of each part at the busiest moment, without a refusal. */
  readonly cores: Readonly<Record<string, number>>;
};

/** A request of high priority waits so long before it is refused (`admission.ts`). */
export const maxWaitSeconds = 5;
const maxRetrySeconds = 30;
/** The spread of a start that needs no other measure. */
const jitterSeconds = 300;
/**
 * Five of the ten statements of a start may read a replica: rights, assignments, extra time, the number of
 * attempts, and items. The others lock the exam, store the attempt and its deadline, and find it before and
 * after (`start-attempt.ts`).
 */
const readShare = 0.5;

/** Microseconds of each part for a start, the reads before it and the read of the attempt after it. */
type Costs = Readonly<Record<string, number>>;

const costsOf = ({ processorMicroseconds }: Inputs, load: Workload): Costs => {
  const { startAttempt = {}, readAttempt = {}, read = {} } = processorMicroseconds;
  const parts = [startAttempt, readAttempt, read].flatMap(Object.keys);
  const reads = load['reads-per-start'];
  const costOf = (part: string) =>
    (startAttempt[part] ?? 0) + (readAttempt[part] ?? 0) + reads * (read[part] ?? 0);
  return Object.fromEntries([...new Set(parts)].map((part) => [part, costOf(part) / load['core-speed']]));
};

/** Starts in a second that every part can carry with the replicas of a plan. */
export const capacityOf = (costs: Costs, needs: readonly PartNeed[]): { perSecond: number; part: string } =>
  needs
    .map(({ part, shape, replicas }) => ({
      part,
      perSecond: (shape.processors * replicas.value * 1e6) / Math.max(costs[part] ?? 0, 1e-6),
    }))
    .reduce((least, each) => (each.perSecond < least.perSecond ? each : least));

const coresAt = (costs: Costs, perSecond: number): Record<string, number> =>
  Object.fromEntries(Object.entries(costs).map(([part, each]) => [part, (perSecond * each) / 1e6]));

const signedBefore = ({ processorMicroseconds }: Inputs, load: Workload): Costs =>
  Object.fromEntries(
    Object.entries(processorMicroseconds.read ?? {}).map(([part, each]) => [part, each / load['core-speed']]),
  );

const withReplicas = (costs: Costs): Costs => ({
  ...costs,
  postgres: (costs.postgres ?? 0) * (1 - readShare),
});

const outcomeOf = (model: StartModel): StartOutcome | undefined => {
  try {
    return simulateStart(model);
  } catch (fault) {
    if (fault instanceof RangeError) return undefined;
    throw fault;
  }
};

/** The arrivals at the busiest moment: the wider spread decides. */
const peakOf = ({ arrivals, windowSeconds, jitterSeconds: jitter }: StartModel): number =>
  arrivals / Math.max(windowSeconds, jitter);

/** Compares the ways to hold a start with the replicas that all other peaks need. */
export const startWays = (inputs: Inputs, load: Workload): StartWay[] => {
  const everyday = peaksOf(load).filter(({ name }) => name !== 'exam start');
  const needs = needsOf({ inputs, load, peaks: everyday });
  const costs = costsOf(inputs, load);
  const way = (
    [name, isBuilt]: readonly [string, boolean],
    given: { costs: Costs; jitter: number; note: string },
  ): StartWay => {
    const { perSecond, part } = capacityOf(given.costs, needs);
    const model: StartModel = {
      arrivals: examStarters(load),
      windowSeconds: load['exam-start-seconds'],
      jitterSeconds: given.jitter,
      capacityPerSecond: perSecond,
      maxWaitSeconds,
      maxRetrySeconds,
    };
    const outcome = outcomeOf(model);
    const note = `${given.note}; ${part} carries ${shown(perSecond)} starts/s`;
    return { name, isBuilt, note, model, outcome, cores: coresAt(given.costs, peakOf(model)) };
  };
  const jitter = load['jitter-seconds'];
  return [
    way(['as stated', true], { costs, jitter, note: `jitter of ${jitter} s` }),
    way(['jitter of the clients', false], {
      costs,
      jitter: Math.max(jitter, jitterSeconds),
      note: 'each client waits a random time before its start',
    }),
    way(['pre-signed starts', false], {
      costs: signedBefore(inputs, load),
      jitter,
      note: 'attempts are stored before the exam; its start is one read',
    }),
    way(['read replicas', false], {
      costs: withReplicas(costs),
      jitter,
      note: `${readShare * 100} % of the statements of a start go to replicas of PostgreSQL`,
    }),
  ];
};
