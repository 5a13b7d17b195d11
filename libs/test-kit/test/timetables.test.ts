import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { startWorkers, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { createTestDatabase } from '../src/parts/parts.ts';
import { readRows } from '../src/parts/read-rows.ts';

const logger = createLogger({ service: 'timetables-test', level: 'silent' });
const everyMinute = '* * * * *';

it('a test database starts the entries of a timetable that a test makes due, and no other', async () => {
  const database = await createTestDatabase('auth');
  const runs: string[] = [];
  const start = async (): Promise<() => Promise<void>> => {
    const lifecycle = createLifecycle({ logger });
    const run = (name: string) => task(z.object({}), async () => void runs.push(name));
    await startWorkers({
      ...{ databaseUrl: database.url, lifecycle, logger },
      tasks: { due: run('due'), other: run('other') },
      timetable: ['due', 'other'].map((name) => ({ task: name, match: everyMinute })),
    });
    return lifecycle.close;
  };
  const known = 'graphile_worker._private_known_crontabs';
  try {
    const close = await start();
    await waitUntil(async () => (await readRows(database.url, `select from ${known}`)).length === 2, {
      what: 'the entries that the scheduler knows',
      timeoutSeconds: 50,
    });
    await close();
    // Both entries have missed their runs of two hours. One statement of the scheduler enqueues what is due.
    await readRows(database.url, `update ${known} set known_since = now() - interval '2 hours'`);
    await readRows(database.url, `update ${known} set last_execution = known_since where identifier = 'due'`);
    const closeSecond = await start();
    await waitUntil(() => runs.length > 0, { what: 'the run of the due entry', timeoutSeconds: 50 });
    await closeSecond();
    const waiting = await readRows(
      database.url,
      `select from graphile_worker.jobs where task_identifier = 'other'`,
    );
    expect({ runs: [...new Set(runs)], waiting }).toEqual({ runs: ['due'], waiting: [] });
  } finally {
    await database.drop();
  }
});
