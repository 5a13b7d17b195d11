import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type JobOptions, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { type ChangeRightsDeps, changeRights } from '../domain/indexing/change-rights.ts';
import { type IndexDocumentDeps, indexDocument } from '../domain/indexing/index-document.ts';
import { type PrepareIndexDeps, prepareIndex } from '../domain/indexing/prepare-index.ts';
import { type RebuildIndexDeps, rebuildIndex } from '../domain/indexing/rebuild-index.ts';
import {
  type RemoveOrphanPassagesDeps,
  removeOrphanPassages,
} from '../domain/indexing/remove-orphan-passages.ts';
import { type RemovePassagesDeps, removePassages } from '../domain/indexing/remove-passages.ts';
import type { IndexingJobs, Retry } from '../domain/ports.ts';
import { type BuildVectorsDeps, buildVectors } from '../domain/vectors/build-vectors.ts';
import { type EmbedDocumentDeps, embedDocument } from '../domain/vectors/embed-document.ts';

/** Names of tasks are stored in the queue. Never give a name another meaning. */
const indexTask = 'index-document';
const changeRightsTask = 'change-passage-rights';
const removePassagesTask = 'forget-document';
const prepareIndexTask = 'prepare-index';
const rebuildIndexTask = 'rebuild-index';
const embedTask = 'embed-document';
export const buildVectorsTask = 'build-vectors';
export const removeOrphansTask = 'remove-orphan-passages';

/** The tasks whose jobs wait while an index is rebuilt. */
export const rebuildTasks = { enqueue: rebuildIndexTask, index: indexTask } as const;

/** Documents of a lost index are indexed again after all documents for which people wait. */
const afterAllTurns = 32_000;

const waits = z.int().nonnegative().default(0);
const documentPayload = z.strictObject({ documentId: z.guid(), waits });
const prepareIndexPayload = z.strictObject({ waits });
const rebuildIndexPayload = z.strictObject({ after: z.guid().optional() });
const buildVectorsPayload = z.strictObject({ embedded: z.int().nonnegative().optional(), waits });
const removeOrphansPayload = z.strictObject({ from: z.guid().optional(), waits });

/**
 * Enqueues jobs within the transaction of `em`. Changes of one document's vectors run in the order in which
 * they were enqueued.
 */
export const indexingJobs = (em: EntityManager): IndexingJobs => ({
  index: ({ id, ownerId }, retry) =>
    enqueue(em, indexTask, documentJob(id, retry), {
      ...vectorOptions(id, retry),
      key: indexKey(id),
      owner: ownerId,
    }),
  indexAgain: (documentId) =>
    enqueue(em, indexTask, documentJob(documentId, undefined), {
      ...vectorOptions(documentId, undefined),
      key: indexKey(documentId),
      priority: afterAllTurns,
    }),
  changeRights: ({ id }, retry) =>
    enqueue(em, changeRightsTask, documentJob(id, retry), {
      ...vectorOptions(id, retry),
      key: `${changeRightsTask}:${id}`,
    }),
  removePassages: (documentId, retry) =>
    enqueue(em, removePassagesTask, documentJob(documentId, retry), {
      ...vectorOptions(documentId, retry),
      key: `${removePassagesTask}:${documentId}`,
    }),
  prepareIndex: (retry) => {
    const payload: z.input<typeof prepareIndexPayload> = { waits: retry?.waits ?? 0 };
    return enqueue(em, prepareIndexTask, payload, { key: prepareIndexTask, ...runAtOf(retry) });
  },
  rebuildIndex: (after) => {
    const payload: z.input<typeof rebuildIndexPayload> = { after };
    return enqueue(em, rebuildIndexTask, payload, { key: placeKey(rebuildIndexTask, after) });
  },
  embed: (documentId, retry) =>
    enqueue(em, embedTask, documentJob(documentId, retry), {
      ...vectorOptions(documentId, retry),
      key: `${embedTask}:${documentId}`,
    }),
  buildVectors: ({ embedded, retry } = {}) => {
    const payload: z.input<typeof buildVectorsPayload> = { embedded, waits: retry?.waits ?? 0 };
    return enqueue(em, buildVectorsTask, payload, { key: buildVectorsTask, ...runAtOf(retry) });
  },
  removeOrphans: (from, retry) => {
    const payload: z.input<typeof removeOrphansPayload> = { from, waits: retry?.waits ?? 0 };
    return enqueue(em, removeOrphansTask, payload, {
      key: placeKey(removeOrphansTask, from),
      ...runAtOf(retry),
    });
  },
});

export const indexKey = (documentId: string): string => `${indexTask}:${documentId}`;

/**
 * A run that continues from a place has a key of its own. With one key for all places it would replace a
 * waiting run from the beginning, and the documents before its place would be missed.
 */
const placeKey = (task: string, place: string | undefined): string => `${task}:${place ?? 'first'}`;

const documentJob = (documentId: string, retry: Retry | undefined): z.input<typeof documentPayload> => ({
  documentId,
  waits: retry?.waits ?? 0,
});

const vectorOptions = (documentId: string, retry: Retry | undefined): JobOptions => ({
  queue: `vectors ${documentId}`,
  ...runAtOf(retry),
});

const runAtOf = (retry: Retry | undefined): JobOptions => (retry === undefined ? {} : { runAt: retry.runAt });

export const indexingTasks = (
  deps: IndexDocumentDeps & ChangeRightsDeps & RemovePassagesDeps & PrepareIndexDeps & RebuildIndexDeps,
): Readonly<Record<string, Task>> => ({
  [indexTask]: task(documentPayload, indexDocument(deps)),
  [changeRightsTask]: task(documentPayload, changeRights(deps)),
  [removePassagesTask]: task(documentPayload, removePassages(deps)),
  [prepareIndexTask]: task(prepareIndexPayload, prepareIndex(deps)),
  [rebuildIndexTask]: task(rebuildIndexPayload, rebuildIndex(deps)),
});

export const orphanTasks = (deps: RemoveOrphanPassagesDeps): Readonly<Record<string, Task>> => ({
  [removeOrphansTask]: task(removeOrphansPayload, removeOrphanPassages(deps)),
});

export const vectorTasks = (deps: BuildVectorsDeps & EmbedDocumentDeps): Readonly<Record<string, Task>> => ({
  [embedTask]: task(documentPayload, embedDocument(deps)),
  [buildVectorsTask]: task(buildVectorsPayload, buildVectors(deps)),
});
