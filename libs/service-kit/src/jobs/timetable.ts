import { type ParsedCronItem, parseCronItems } from 'graphile-worker';
import { attemptPolicy } from './attempt-policy.ts';

/** A task and its schedule in the syntax of crontab(5), in UTC. Every schedule is due at least once a day. */
export type TimetableEntry = {
  readonly task: string;
  readonly match: string;
  /** Jobs of one queue run one after the other, over all replicas. Absent: a run may overlap the next one. */
  readonly queue?: string;
};

/** Runs that were due while no replica was running are made up at the next start: a day and an hour. */
const backfillMilliseconds = 25 * 3_600 * 1_000;

const timetableKey = (task: string): string => `timetable:${task}`;

/**
 * The schedule of the queue for a timetable. A job that still waits is replaced by the next due one, so
 * runs never pile up.
 *
 * @throws Error when an entry names no task, or a task that does not accept the data `{}`. Otherwise the
 *   entry would fail each time it is due.
 */
export const cronItemsOf = (
  timetable: readonly TimetableEntry[],
  tasks: Readonly<Record<string, { readonly accepts: (data: unknown) => boolean }>>,
): ParsedCronItem[] => {
  for (const { task } of timetable) {
    const work = tasks[task];
    if (work === undefined) throw new Error(`the timetable names "${task}", which is not a task`);
    if (!work.accepts({})) throw new Error(`the task "${task}" of the timetable does not accept the data {}`);
  }
  return parseCronItems(
    timetable.map(({ task, match, queue }) => ({
      task,
      match,
      payload: { data: {}, key: timetableKey(task) },
      options: {
        backfillPeriod: backfillMilliseconds,
        maxAttempts: attemptPolicy.timetable,
        jobKey: timetableKey(task),
        ...(queue === undefined ? {} : { queueName: queue }),
      },
    })),
  );
};
