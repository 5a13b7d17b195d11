import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { startStoreProxy } from '@ai-teacher/test-kit/parts/store-proxy.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createDatabase, type Database } from '../src/database/database.ts';
import { forEachId, type IdBatch } from '../src/domain/for-each-id.ts';
import { enqueue, startWorkers, type Task, task } from '../src/jobs/jobs.ts';
import { createLifecycle, type Lifecycle } from '../src/lifecycle.ts';
import { createLogger } from '../src/logger.ts';

const written: string[] = [];
const output = { write: (line: string) => void written.push(line) };
const logger = createLogger({ service: 'interrupted-jobs-test', level: 'info', output });
let own: OwnDatabase;
let lifecycle: Lifecycle;
let database: Database;

beforeEach(async () => {
  written.length = 0;
  own = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger });
  database = createDatabase({ url: own.url, entities: [], lifecycle });
});
afterEach(async () => {
  await lifecycle.close();
  await own.drop();
});

const started = async (work: Task, owner: Lifecycle): Promise<void> =>
  startWorkers({ databaseUrl: own.url, lifecycle: owner, logger, tasks: { steps: work } });

const steps = 150;
const interruptedStep = 120;

/** Steps of a job, each with a transaction of its own. The steps that are left are those still to do. */
const arrangeSteps = async () => {
  await readRows(own.url, 'create table step (id uuid primary key, runs int not null default 0)');
  await readRows(own.url, `insert into step select gen_random_uuid() from generate_series(1, ${steps})`);
  await database.unitOfWork((em) => em).run((em) => enqueue(em, 'steps', {}, { queue: 'one' }));
  const list = async ({ after, limit }: IdBatch): Promise<string[]> =>
    (
      await readRows(own.url, 'select id from step where runs = 0 and id > $1 order by id limit $2', [
        after,
        limit,
      ])
    ).map(({ id }) => String(id));
  const runStep = (id: string) => readRows(own.url, 'update step set runs = runs + 1 where id = $1', [id]);
  return { list, runStep };
};

const countRuns = async () =>
  readRows(own.url, 'select runs, count(*)::int as steps from step group by runs order by runs');
const jobs = 'select attempts, last_error, locked_by from graphile_worker._private_jobs';

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe('the stop of a process', () => {
  it('aborts the jobs of all pools concurrently, so that their times do not add up', async () => {
    const taken: string[] = [];
    const aborted: string[] = [];
    const both = Promise.withResolvers<void>();
    const waitForOther = (name: string): Task =>
      task(z.unknown(), async (_, { signal }) => {
        taken.push(name);
        await untilAborted(signal);
        aborted.push(name);
        if (aborted.length === 2) both.resolve();
        await both.promise;
      });
    const stopping = createLifecycle({ logger });
    for (const name of ['one', 'other'])
      await database.unitOfWork((em) => em).run((em) => enqueue(em, name, {}));
    await startWorkers({
      ...{ databaseUrl: own.url, lifecycle: stopping, logger },
      tasks: { one: waitForOther('one') },
      ownPools: { more: { tasks: { other: waitForOther('other') } } },
    });
    await waitUntil(() => taken.length === 2, { what: 'both jobs', timeoutSeconds: 20 });
    await stopping.close();
    expect(aborted.sort()).toEqual(['one', 'other']);
    expect(await readRows(own.url, jobs)).toEqual([]);
  });

  it('ends while PostgreSQL is unavailable and a worker looks for a job', async () => {
    const proxy = await startStoreProxy(own.url);
    const databaseUrl = Object.assign(new URL(own.url), { port: new URL(proxy.url).port }).href;
    const program = fileURLToPath(new URL('./fixtures/stopping-worker.ts', import.meta.url));
    await database.unitOfWork((em) => em).run((em) => enqueue(em, 'steps', {}));
    const worker = spawn(process.execPath, [program], {
      env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: databaseUrl },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(worker.stdout, 'data');
      proxy.feel('away');
      worker.stdin.write('end\n');
      await once(worker.stdout, 'data');
      worker.kill('SIGTERM');
      await waitUntil(() => worker.exitCode !== null, { what: 'the end of the process', timeoutSeconds: 60 });
      expect(worker.exitCode).toBe(0);
    } finally {
      worker.kill('SIGKILL');
      await proxy.close();
    }
    // Another process takes the job over, because its result was not recorded.
    expect(await readRows(own.url, jobs)).toMatchObject([{ attempts: 1 }]);
  });
});

describe('a job of many steps whose process stops', () => {
  it('ends between two steps, and the next process runs the rest, each step once', async () => {
    const { list, runStep } = await arrangeSteps();
    const reached = Promise.withResolvers<void>();
    const attempts: number[] = [];
    const stopping = createLifecycle({ logger });
    let ran = 0;
    const interrupted = task(z.unknown(), async (_, { attempt, signal }) => {
      attempts.push(attempt);
      const work = async (id: string): Promise<void> => {
        ran += 1;
        if (ran === interruptedStep) {
          reached.resolve();
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        }
        await runStep(id);
      };
      await forEachId(list, work, { signal });
    });
    await started(interrupted, stopping);
    await reached.promise;
    await stopping.close();
    expect(await countRuns()).toEqual([
      { runs: 0, steps: steps - interruptedStep },
      { runs: 1, steps: interruptedStep },
    ]);
    expect(await readRows(own.url, jobs)).toEqual([{ attempts: 0, last_error: null, locked_by: null }]);
    expect(written.filter((line) => /"level":"(?:warn|error|fatal)"/.test(line))).toEqual([]);
    expect(written.filter((line) => line.includes('job interrupted'))).toHaveLength(1);

    const rest = task(z.unknown(), async (_, { attempt, signal }) => {
      attempts.push(attempt);
      await forEachId(list, async (id) => void (await runStep(id)), { signal });
    });
    await started(rest, lifecycle);
    await waitUntil(async () => (await readRows(own.url, jobs)).length === 0, {
      what: 'the end of the job',
      timeoutSeconds: 20,
    });
    expect(await countRuns()).toEqual([{ runs: 1, steps }]);
    expect(attempts).toEqual([1, 1]);
  });
});
