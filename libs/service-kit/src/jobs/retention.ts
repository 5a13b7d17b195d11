import { z } from 'zod';
import type { EntityManager } from '../database/database.ts';
import { type Expiry, removeExpired, removeUnusedQueues } from '../database/remove-expired.ts';
import { type Clock, dayMilliseconds } from '../domain/clock.ts';
import type { RetentionTable } from '../domain/retention.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';
import type { Logger } from '../logger.ts';
import { counter } from '../telemetry/instruments.ts';
import { metricCatalogue } from '../telemetry/metrics.ts';
import { attributeNames } from '../telemetry/names.ts';
import { type JobRun, type Task, task } from './jobs.ts';
import type { TimetableEntry } from './timetable.ts';

/** The queue stores this name. */
export const retentionTask = 'remove-expired';

/** Every night at 3:43 UTC, when few people work. */
export const retentionEntry = {
  task: retentionTask,
  match: '43 3 * * *',
} as const satisfies TimetableEntry;

/**
 * Jobs that were given up stay as long as operators need them to find the reason. The queue sets `run_at`
 * when an attempt fails. A job may have been enqueued months before, such as one of a deadline.
 */
const ofTheQueue = {
  table: 'graphile_worker._private_jobs',
  days: 'FAILED_JOB_RETENTION_DAYS',
  expiry: 'attempts >= max_attempts and locked_at is null and run_at < $before and updated_at < $before',
};

const rowsPerTransaction = 500;

type Rule = { readonly table: string; readonly days: number; readonly expiry: Expiry };

export type RetentionDeps = {
  readonly retention: RetentionTable;
  /** When a row has expired, for each table with a term. */
  readonly expiry: Readonly<Record<string, Expiry>>;
  /** The environment, which holds the terms. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly unitOfWork: UnitOfWork<EntityManager>;
  readonly clock: Clock;
  readonly logger: Logger;
};

/**
 * The only retention job of a service. It removes expired rows in batches of 500, each in its own
 * transaction, so that it never holds many locks. A stop interrupts it between two batches; the next run
 * continues.
 *
 * @throws Error when a table with a term has no condition, or a term is no number of days.
 */
export const retentionTasks = (deps: RetentionDeps): Readonly<Record<string, Task>> => {
  const rules = rulesOf(deps);
  return { [retentionTask]: task(z.object({}), (_, job) => removeAllExpired(deps, rules, job)) };
};

const rulesOf = ({ retention, expiry: expiries, config }: RetentionDeps): Rule[] => {
  const tables = Object.entries(retention).flatMap(([table, rule]) =>
    'days' in rule ? [{ table, days: rule.days, expiry: expiries[table] }] : [],
  );
  return [...tables, ofTheQueue].flatMap(({ table, days: variable, expiry }) => {
    if (expiry === undefined) throw new Error(`no condition says when a row of ${table} has expired`);
    const days = config[variable];
    if (days === undefined) return [];
    if (typeof days !== 'number') throw new Error(`${variable} is not a number of days`);
    return [{ table, days, expiry }];
  });
};

const removeAllExpired = async (
  { unitOfWork, clock, logger }: RetentionDeps,
  rules: readonly Rule[],
  { signal }: JobRun,
): Promise<void> => {
  const now = clock.now();
  const removals = counter(metricCatalogue.removedRows);
  const report = (table: string, removed: number): void => {
    if (removed === 0) return;
    removals.add(removed, { [attributeNames.table]: table });
    logger.info({ table, removed }, 'expired rows removed');
  };
  for (const { table, days, expiry } of rules) {
    const before = new Date(now.getTime() - days * dayMilliseconds);
    for (;;) {
      signal.throwIfAborted();
      const batch = { before, limit: rowsPerTransaction };
      const removed = await unitOfWork.run((em) =>
        typeof expiry === 'string'
          ? removeExpired(em, { ...batch, table, condition: expiry })
          : expiry(em, batch),
      );
      report(table, removed);
      if (removed < rowsPerTransaction) break;
    }
  }
  report('graphile_worker._private_job_queues', await unitOfWork.run(removeUnusedQueues));
};
