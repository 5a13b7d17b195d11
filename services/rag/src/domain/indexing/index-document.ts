import type { DocumentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument } from '../document.ts';
import { failDocument } from '../ingestion/fail-document.ts';
import type { JobAttempt } from '../ports.ts';
import { nextRetry } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import { indexedText, inParts, toPassages } from './indexed-passages.ts';
import type { Embedder, IndexedPassage, PassageIndex, Repositories } from './ports.ts';
import { ensureIndex } from './prepare-index.ts';
import { shareOf, type TermLimits, termsOfEach } from './terms/term-limits.ts';

const chunksPerBatch = 64;

export type IndexDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly passages: Pick<PassageIndex, 'exists' | 'prepare' | 'upsert' | 'remove'>;
  readonly embedder: Pick<Embedder, 'embedPassages'>;
  readonly clock: Clock;
  readonly termLimits: TermLimits;
  /** The model whose vectors the passages get by a further job; undefined without a model. */
  readonly meaning: object | undefined;
};

/**
 * The job that upserts a document's chunks into the index, then marks the document as ready and notifies its
 * owner. Points have the ids of their chunks, so another run replaces them and creates no duplicates. The job
 * also runs after a change of title. While the index is unavailable, the job waits in the
 * queue.
 */
export const indexDocument =
  (deps: IndexDocumentDeps) =>
  async ({ documentId, waits }: { documentId: string; waits: number }, job: JobAttempt): Promise<void> => {
    const { unitOfWork, passages, clock } = deps;
    const document = await unitOfWork.run(({ documents }) => documents.find(documentId), { readOnly: true });
    if (document !== undefined && !isIndexable(document)) return;
    try {
      const cutPages = document === undefined ? [] : await upsertPassages(deps, document, job.signal);
      if (!(await finish(deps, documentId, cutPages))) await passages.remove(documentId);
    } catch (error) {
      if (error instanceof IndexUnavailable) await retryLater(deps, { id: documentId, document, waits });
      else if (!job.isLast() || document?.status !== 'indexing') throw error;
      else {
        const failure = { id: documentId, status: 'failed', now: clock.now() } as const;
        await unitOfWork.run((repositories) => failDocument(repositories, failure));
      }
    }
  };

const isIndexable = ({ status }: BookDocument): boolean => status === 'indexing' || status === 'ready';

/**
 * Weighs a batch while the index stores the one before it. Returns the pages of chunks that have more terms
 * than the index takes.
 */
const upsertPassages = async (
  deps: IndexDocumentDeps,
  document: BookDocument,
  signal: AbortSignal,
): Promise<number[]> => {
  const { unitOfWork } = deps;
  const cutPages = new Set<number>();
  await ensureIndex(deps);
  const total = await unitOfWork.run(({ chunks }) => chunks.count(document.id), { readOnly: true });
  let storing: Promise<void> = Promise.resolve();
  try {
    for (let from = 0; from < total; from += chunksPerBatch) {
      signal.throwIfAborted();
      const { passages, pagesCut } = await weighBatch(deps, document, { from, total });
      for (const page of pagesCut) cutPages.add(page);
      await storing;
      storing = storeBatch(deps, document, passages, { done: Math.min(from + chunksPerBatch, total), total });
      // The failure is thrown where the batch is awaited.
      storing.catch(() => undefined);
    }
  } finally {
    await storing;
  }
  return [...cutPages];
};

const weighBatch = async (
  { unitOfWork, embedder, termLimits }: IndexDocumentDeps,
  document: BookDocument,
  { from, total }: { readonly from: number; readonly total: number },
): Promise<{ readonly passages: readonly IndexedPassage[]; readonly pagesCut: readonly number[] }> => {
  const batch = await unitOfWork.run(
    ({ chunks }) => chunks.list(document.id, { from, limit: chunksPerBatch }),
    { readOnly: true },
  );
  const texts = batch.map((chunk) => indexedText(document.title, chunk));
  const embeddings = await embedder.embedPassages(texts, termsOfEach(termLimits, total));
  const cut = batch.filter((_, at) => embeddings[at]?.cut);
  return {
    passages: toPassages(document, batch, embeddings),
    pagesCut: cut.map(({ pageNumber }) => pageNumber),
  };
};

const storeBatch = async (
  deps: IndexDocumentDeps,
  document: BookDocument,
  passages: readonly IndexedPassage[],
  progress: BookDocument['progress'],
): Promise<void> => {
  for (const part of inParts(passages)) await deps.passages.upsert(part);
  await storeProgress(deps, document, progress);
};

const storeProgress = async (
  { unitOfWork, clock }: IndexDocumentDeps,
  { id, status }: BookDocument,
  progress: BookDocument['progress'],
): Promise<void> => {
  if (status !== 'indexing') return;
  await unitOfWork.run(({ documents }) => documents.change(id, { progress, updatedAt: clock.now() }));
};

const cutSentence = 'Some passages contain more different words than a search can find';

const cutWarning = (pages: readonly number[], limits: TermLimits, chunks: number): DocumentWarning => {
  const limit =
    limits.perChunk <= shareOf(limits, chunks)
      ? { name: 'MAX_CHUNK_TERMS', value: limits.perChunk }
      : { name: 'MAX_DOCUMENT_TERMS', value: limits.perDocument };
  const sentence = `${cutSentence} (${limit.name} is ${limit.value}).`;
  return { code: 'limit-reached', sentence, pages: [...pages], limit };
};

/** Returns false when the document has been deleted meanwhile, so its new points must be removed again. */
const finish = (
  { unitOfWork, clock, termLimits, meaning }: IndexDocumentDeps,
  documentId: string,
  cutPages: readonly number[],
): Promise<boolean> =>
  unitOfWork.run(async ({ documents, jobs, outbox }) => {
    const document = await documents.lock(documentId);
    if (document === undefined) return false;
    // Its text may have changed. Passages with the same text as before keep their vectors.
    await documents.change(documentId, { vectorSpace: null });
    if (meaning !== undefined) await jobs.embed(documentId);
    if (document.status !== 'indexing') return true;
    const warnings =
      cutPages.length > 0
        ? [...document.warnings, cutWarning(cutPages, termLimits, document.progress.total)]
        : document.warnings;
    await documents.change(documentId, { status: 'ready', warnings, updatedAt: clock.now() });
    const { institutionId, ownerId, title, pages } = document;
    await outbox.publish({
      type: 'document.ready',
      institutionId,
      subject: documentId,
      data: {
        documentId,
        ownerId,
        title,
        pages: pages ?? 0,
        ...(warnings.length === 0 ? {} : { warnings: warnings.map(({ sentence }) => sentence) }),
      },
    });
    return true;
  });

/** A document that was deleted meanwhile leaves points behind, which another job removes. */
const retryLater = async (
  { unitOfWork, clock }: IndexDocumentDeps,
  { id, document, waits }: { id: string; document: BookDocument | undefined; waits: number },
): Promise<void> => {
  const retry = nextRetry(clock.now(), waits);
  await unitOfWork.run(async ({ documents, jobs }) => {
    if (document === undefined) return jobs.removePassages(id, retry);
    await documents.change(id, { updatedAt: clock.now() });
    return jobs.index(document, retry);
  });
};
