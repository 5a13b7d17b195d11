import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import { noteInOpenSpan } from '@ai-teacher/service-kit/telemetry/spans.ts';
import { z } from 'zod';
import { type CleanUpUploadsDeps, cleanUpUploads } from '../domain/ingestion/clean-up-uploads.ts';
import { type ExtractDocumentDeps, extractDocument } from '../domain/ingestion/extract-document.ts';
import type { Repositories } from '../domain/ingestion/ports.ts';
import { indexKey } from './indexing.ts';

/** Names of tasks are stored in the queue. Never give a name another meaning. */
const extractTask = 'extract-document';
export const cleanUpTask = 'tidy';

/** The ingestion of a file ends as failed after this many faults on our side. */
const maxExtractionAttempts = 5;

const extractPayload = z.strictObject({ documentId: z.guid() });
const cleanUpPayload = z.strictObject({});

type IngestionJobs = Pick<Repositories['jobs'], 'extract' | 'listWithJob'> & {
  /** At the start of a process. Afterwards the timetable enqueues the job. */
  readonly cleanUp: () => Promise<void>;
};

/**
 * Enqueues jobs within the transaction of `em`. The files of one owner are read one after another, and all
 * owners take turns, so many uploads of one owner do not delay other owners.
 */
export const ingestionJobs = (em: EntityManager): IngestionJobs => ({
  extract: ({ id, ownerId }) => {
    const payload: z.input<typeof extractPayload> = { documentId: id };
    return enqueue(em, extractTask, payload, {
      key: extractKey(id),
      queue: `owner ${ownerId}`,
      owner: ownerId,
      maxAttempts: maxExtractionAttempts,
    });
  },
  listWithJob: async (documentIds) => {
    if (documentIds.length === 0) return new Set();
    const rows = await em.execute<{ id: string }[]>(
      `select given.id from jsonb_array_elements_text(?::jsonb) given (id)
       where exists (select from graphile_worker._private_jobs job
         where job.key in (? || given.id, ? || given.id) and (job.attempts < job.max_attempts or job.locked_at is not null))`,
      [JSON.stringify(documentIds), extractKey(''), indexKey('')],
    );
    return new Set(rows.map(({ id }) => id));
  },
  cleanUp: () => enqueue(em, cleanUpTask, {}, { key: cleanUpTask }),
});

const extractKey = (documentId: string): string => `${extractTask}:${documentId}`;

export const extractionTasks = (deps: ExtractDocumentDeps): Readonly<Record<string, Task>> => ({
  [extractTask]: task(extractPayload, (data, job) => {
    // Finds the ingestion of a document that an answer cites.
    noteInOpenSpan({ [attributeNames.documentId]: data.documentId });
    return extractDocument(deps)(data, job);
  }),
});

export const cleanUpTasks = (deps: CleanUpUploadsDeps): Readonly<Record<string, Task>> => ({
  [cleanUpTask]: task(cleanUpPayload, cleanUpUploads(deps)),
});
