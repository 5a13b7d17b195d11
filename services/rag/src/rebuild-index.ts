/**
 * `DATABASE_URL=postgres://… node services/rag/src/rebuild-index.ts [--watch]`: fills the index again from
 * the database and prints the progress. The workers of the running service do the work, so an interrupted
 * command interrupts nothing; `--watch` only prints. Ends with 0 when every ready document is indexed, with
 * 1 when a job was given up.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { DocumentEntity } from './data/document.entity.ts';
import { type RebuildState, readRebuild } from './data/indexing/rebuild.repository.ts';
import { indexingJobs, rebuildTasks } from './jobs/indexing.ts';

const pollMilliseconds = 1_000;

const [option, ...others] = process.argv.slice(2);
const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl === undefined || others.length > 0 || (option !== undefined && option !== '--watch')) {
  process.stderr.write('usage: DATABASE_URL=postgres://… rebuild-index.ts [--watch]\n');
  process.exit(64);
}

const describeState = ({ documents, enqueuing, waiting }: RebuildState): string =>
  enqueuing > 0
    ? `${waiting} of ${documents} documents wait, and further ones are enqueued`
    : `${Math.max(0, documents - waiting)} of ${documents} documents are indexed`;

const logger = createLogger({ service: 'rag-rebuild' });
const lifecycle = createLifecycle({ logger });
try {
  const database = createDatabase({ url: databaseUrl, entities: [DocumentEntity], lifecycle });
  const work = database.unitOfWork((em) => ({
    jobs: indexingJobs(em),
    readState: () => readRebuild(em, rebuildTasks),
  }));
  if (option === undefined) await work.run(({ jobs }) => jobs.rebuildIndex());
  let printed = '';
  for (;;) {
    const state = await work.run(({ readState }) => readState(), { readOnly: true });
    const line = describeState(state);
    if (line !== printed) process.stdout.write(`${line}\n`);
    printed = line;
    if (state.failed > 0) {
      process.stdout.write(`${state.failed} jobs were given up; the log of rag says why\n`);
      process.exitCode = 1;
    }
    if (state.enqueuing + state.waiting === 0) break;
    await pause(pollMilliseconds);
  }
} catch (error) {
  logger.fatal({ err: error }, 'the rebuild cannot be followed');
  process.exitCode = 1;
} finally {
  await lifecycle.close();
}
