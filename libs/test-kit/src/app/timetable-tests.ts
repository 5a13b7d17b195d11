import type { StoringService } from '@ai-teacher/contracts/values.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import { expect, it } from '@jest/globals';
import { createTestDatabase } from '../parts/parts.ts';
import { readRows } from '../parts/read-rows.ts';

/** How the effect of one entry is proven. Both functions get the address of the database. */
export type TimetableCase = {
  /** Runs while no app is running. Writes the rows that the entry must act on. */
  readonly arrange: (databaseUrl: string) => Promise<void>;
  /** The assertions after the run. */
  readonly assert: (databaseUrl: string) => Promise<void>;
};

/**
 * Registers one test for each entry of a timetable. The real scheduler learns of the entry at a first start
 * of the app. The entry then counts as last run two days ago, so it is due at the second start, and the
 * real worker runs it.
 *
 * @param start starts the app of the service on this database, with the same secrets each time.
 * @param cases one for each task of the timetable.
 */
export const testTimetable = <Entry extends TimetableEntry>({
  service,
  timetable,
  start,
  cases,
}: {
  service: StoringService;
  timetable: readonly Entry[];
  start: (databaseUrl: string) => Promise<{ readonly close: () => Promise<void> }>;
  cases: Readonly<Record<Entry['task'], TimetableCase>>;
}): void => {
  it.each(timetable.map(({ task }) => task))(
    'the entry %s runs when it is due',
    async (task: Entry['task']) => {
      const { arrange, assert } = cases[task];
      const database = await createTestDatabase(service);
      try {
        const first = await start(database.url);
        await knownEntry(database.url, task).finally(() => first.close());
        await arrange(database.url);
        const since = await makeDue(database.url, task);
        const second = await start(database.url);
        await completedRun(database.url, { task, since }).finally(() => second.close());
        await assert(database.url);
      } finally {
        await database.drop();
      }
    },
  );
};

const knownEntry = (databaseUrl: string, task: string): Promise<unknown> =>
  waitUntil(async () => (await lastRun(databaseUrl, task)) !== undefined, {
    what: `the scheduler that knows ${task}`,
    timeoutSeconds: 50,
    everyMilliseconds: 50,
  });

const lastRun = async (databaseUrl: string, task: string): Promise<Record<string, unknown> | undefined> => {
  const [row] = await readRows(
    databaseUrl,
    'select last_execution from graphile_worker._private_known_crontabs where identifier = $1',
    [task],
  );
  return row;
};

/** Removes jobs of the first start, so that the only job of the task comes from the timetable. */
const makeDue = async (databaseUrl: string, task: string): Promise<unknown> => {
  await readRows(
    databaseUrl,
    `delete from graphile_worker._private_jobs where task_id in
       (select id from graphile_worker._private_tasks where identifier = $1)`,
    [task],
  );
  const [row] = await readRows(
    databaseUrl,
    `update graphile_worker._private_known_crontabs
     set known_since = now() - interval '2 days', last_execution = now() - interval '2 days'
     where identifier = $1 returning last_execution`,
    [task],
  );
  return row?.last_execution;
};

/** Waits until the scheduler has enqueued the entry and a worker has completed its job. */
const completedRun = async (
  databaseUrl: string,
  { task, since }: { task: string; since: unknown },
): Promise<void> => {
  const failures = await waitUntil(
    async () => {
      const latest = await lastRun(databaseUrl, task);
      const jobs = await readRows(
        databaseUrl,
        `select last_error, run_at > now() as later from graphile_worker.jobs where task_identifier = $1`,
        [task],
      );
      const errors = jobs.flatMap(({ last_error: error }) => error ?? []);
      const isDone =
        String(latest?.last_execution) !== String(since) && jobs.every(({ later }) => later === true);
      return (errors.length > 0 || isDone) && errors;
    },
    { what: `the run of ${task}`, timeoutSeconds: 50, everyMilliseconds: 50 },
  );
  expect(failures).toEqual([]);
};
