import { endBadly } from '../ingestion/extract-document.ts';
import type { BookDocument, StoredChunk, World } from '../ports.ts';
import { waitForIndex } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import { ensureIndex } from './prepare-index.ts';

const chunksABatch = 64;

type Attempt = { readonly attempt: number; readonly maxAttempts: number; readonly signal: AbortSignal };

/**
 * The job that puts a document's chunks into the index and, when they are all there, makes it ready and tells its
 * owner. Ids are those of the chunks, so running again replaces and never doubles. Also run after a change of title
 * or visibility. While the index is away the job waits in the queue.
 */
export const indexDocument = (world: World) => {
  const { unitOfWork, passages, embedder, clock } = world;
  return async (
    { documentId, waits }: { documentId: string; waits: number },
    job: Attempt,
  ): Promise<void> => {
    const document = await unitOfWork.run(({ documents }) => documents.find(documentId), { readOnly: true });
    if (document !== undefined && !isIndexable(document)) return;
    try {
      if (document !== undefined) await putAll(document, job.signal);
      if (!(await finish(documentId))) await passages.forget(documentId);
    } catch (error) {
      if (error instanceof IndexUnavailable) await waitOn(documentId, waits);
      else if (job.attempt < job.maxAttempts || job.signal.aborted || document?.status !== 'indexing')
        throw error;
      else await unitOfWork.run((repositories) => endBadly(repositories, document, 'failed', clock.now()));
    }
  };

  async function putAll(document: BookDocument, signal: AbortSignal): Promise<void> {
    await ensureIndex(world);
    const total = await unitOfWork.run(({ chunks }) => chunks.count(document.id), { readOnly: true });
    for (let from = 0; from < total; from += chunksABatch) {
      signal.throwIfAborted();
      const batch = await unitOfWork.run(
        ({ chunks }) => chunks.list(document.id, { from, limit: chunksABatch }),
        { readOnly: true },
      );
      const embeddings = await embedder.embedPassages(
        batch.map((chunk) => indexedText(document.title, chunk)),
      );
      const { id: documentId, institutionId, ownerId, visibility } = document;
      await passages.put(
        batch.flatMap((chunk, at) => {
          const embedding = embeddings[at];
          return embedding
            ? [{ chunkId: chunk.id, documentId, institutionId, ownerId, visibility, embedding }]
            : [];
        }),
      );
      await noteProgress(document, Math.min(from + chunksABatch, total), total);
    }
  }

  async function noteProgress({ id, status }: BookDocument, done: number, total: number): Promise<void> {
    if (status !== 'indexing') return;
    await unitOfWork.run(({ documents }) =>
      documents.change(id, { progress: { done, total }, updatedAt: clock.now() }),
    );
  }

  /** False when the document was deleted meanwhile: then what was put must go again. */
  function finish(documentId: string): Promise<boolean> {
    return unitOfWork.run(async ({ documents, outbox }) => {
      const document = await documents.lock(documentId);
      if (document === undefined) return false;
      if (document.status !== 'indexing') return true;
      await documents.change(documentId, { status: 'ready', updatedAt: clock.now() });
      const { institutionId, ownerId, title, pages } = document;
      await outbox.publish({
        type: 'document.ready',
        institutionId,
        subject: documentId,
        data: { documentId, ownerId, title, pages: pages ?? 0 },
      });
      return true;
    });
  }

  async function waitOn(documentId: string, waits: number): Promise<void> {
    await unitOfWork.run(async ({ documents, jobs }) => {
      await documents.change(documentId, { updatedAt: clock.now() });
      await jobs.index(documentId, waitForIndex(clock.now(), waits));
    });
  }
};

const isIndexable = ({ status }: BookDocument): boolean => status === 'indexing' || status === 'ready';

/** Where a passage stands tells what it is about: book, chapter and section go in front of its text. */
const indexedText = (title: string, { headingPath, text, carriedOver }: StoredChunk): string =>
  `${[title, ...headingPath].join(' › ')}\n${text}\n${carriedOver}`;
