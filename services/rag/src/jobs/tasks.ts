import { type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { z } from 'zod';
import { indexDocument } from '../domain/indexing/index-document.ts';
import { prepareIndex } from '../domain/indexing/prepare-index.ts';
import { forgetDocument } from '../domain/indexing/remove-passages.ts';
import { tidy } from '../domain/ingestion/clean-up-uploads.ts';
import { extractDocument } from '../domain/ingestion/extract-document.ts';
import type { World } from '../domain/ports.ts';

/** Names under which jobs stand in the queue; a name is never given another meaning. */
export const taskNames = {
  extract: 'extract-document',
  index: 'index-document',
  forget: 'forget-document',
  prepareIndex: 'prepare-index',
  tidy: 'tidy',
} as const;

const aDocument = z.strictObject({ documentId: z.guid() });
const waits = z.int().nonnegative().default(0);

/** Every job of rag: its payload and its use case. */
export const tasks = (world: World): Readonly<Record<string, Task>> => ({
  [taskNames.extract]: task(aDocument, extractDocument(world)),
  [taskNames.index]: task(aDocument.extend({ waits }), indexDocument(world)),
  [taskNames.forget]: task(aDocument.extend({ waits }), forgetDocument(world)),
  [taskNames.prepareIndex]: task(z.strictObject({ waits }), prepareIndex(world)),
  [taskNames.tidy]: task(z.strictObject({}), tidy(world)),
});
