import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue } from '@ai-teacher/service-kit/jobs/jobs.ts';
import type { JobQueue, Waiting } from '../domain/ports.ts';
import { taskNames } from './tasks.ts';

/** A file that cannot be read after this many tries, for reasons of ours, is given up. */
const extractionAttempts = 5;

/**
 * Jobs within a transaction. One owner's files are read one after the other, so that nobody's pile holds up others;
 * what touches a document's vectors happens in the order in which it was asked for.
 */
export const jobQueue = (em: EntityManager): JobQueue => ({
  extract: ({ id, ownerId }) =>
    enqueue(
      em,
      taskNames.extract,
      { documentId: id },
      { queue: `owner ${ownerId}`, maxAttempts: extractionAttempts },
    ),
  index: (documentId, again) =>
    enqueue(
      em,
      taskNames.index,
      { documentId, ...waitsOf(again) },
      { queue: vectorsOf(documentId), ...at(again) },
    ),
  forget: (documentId, again) =>
    enqueue(
      em,
      taskNames.forget,
      { documentId, ...waitsOf(again) },
      { queue: vectorsOf(documentId), ...at(again) },
    ),
  prepareIndex: (again) =>
    enqueue(em, taskNames.prepareIndex, waitsOf(again), { key: taskNames.prepareIndex, ...at(again) }),
  tidy: (runAt) => enqueue(em, taskNames.tidy, {}, { key: taskNames.tidy, runAt }),
});

const vectorsOf = (documentId: string): string => `vectors ${documentId}`;
const waitsOf = (again: Waiting | undefined) => ({ waits: again?.waits ?? 0 });
const at = (again: Waiting | undefined) => (again === undefined ? {} : { runAt: again.runAt });
