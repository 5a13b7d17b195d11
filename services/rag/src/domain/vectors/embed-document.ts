import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { StoredChunk } from '../chunking/chunk.ts';
import type { BookDocument } from '../document.ts';
import { EmbedderUnavailable } from '../indexing/embedder-unavailable.ts';
import { nextRetry } from '../indexing/index-retry.ts';
import { IndexUnavailable } from '../indexing/index-unavailable.ts';
import { indexedText, inParts, textHashOf, toPassages } from '../indexing/indexed-passages.ts';
import type { Embedder } from '../indexing/ports.ts';
import { type TermLimits, termsOfEach } from '../indexing/terms/term-limits.ts';
import type { JobAttempt } from '../ports.ts';
import { passageParts } from './passage-parts.ts';
import type { Meaning, VectorWork } from './ports.ts';

const chunksPerBatch = 32;

export type EmbedDocumentDeps = {
  readonly unitOfWork: VectorWork;
  readonly embedder: Pick<Embedder, 'embedPassages'>;
  readonly clock: Clock;
  readonly termLimits: TermLimits;
  /** Undefined without a model. */
  readonly meaning: Meaning | undefined;
};

type ReadyDeps = EmbedDocumentDeps & { readonly meaning: Meaning };

/**
 * The job that gives the passages of a ready document vectors of the configured model. The words of the
 * document are searchable before. A passage whose present text has a vector is not embedded again, so a run
 * after a crash goes on where the other one ended. While the model or the index is unavailable, the job
 * waits in the queue.
 */
export const embedDocument =
  (deps: EmbedDocumentDeps) =>
  async ({ documentId, waits }: { documentId: string; waits: number }, job: JobAttempt): Promise<void> => {
    const { unitOfWork, meaning, clock } = deps;
    if (meaning === undefined) return;
    const document = await unitOfWork.run(({ documents }) => documents.find(documentId), { readOnly: true });
    if (document?.status !== 'ready') return;
    try {
      await createSpace({ unitOfWork, meaning });
      await embedAll({ ...deps, meaning }, document, job.signal);
      if (!(await finish(deps, meaning, documentId))) await meaning.space.remove(documentId);
    } catch (error) {
      if (!(error instanceof IndexUnavailable || error instanceof EmbedderUnavailable)) throw error;
      const asked = error instanceof EmbedderUnavailable ? error.retryAfterSeconds : undefined;
      const retry = laterBy(nextRetry(clock.now(), waits), asked);
      await unitOfWork.run(({ jobs }) => jobs.embed(documentId, retry));
    }
  };

const laterBy = ({ waits, runAt }: ReturnType<typeof nextRetry>, seconds = 0) => ({
  waits,
  runAt: new Date(runAt.getTime() + seconds * 1_000),
});

/** A space that was lost is empty, so its documents count as not embedded before it is created. */
export const createSpace = async ({
  unitOfWork,
  meaning: { space, spaceId },
}: Pick<ReadyDeps, 'unitOfWork' | 'meaning'>): Promise<void> => {
  if (await space.exists()) return;
  await unitOfWork.run(({ documents }) => documents.forgetVectors(spaceId));
  await space.create();
};

const embedAll = async (deps: ReadyDeps, document: BookDocument, signal: AbortSignal): Promise<void> => {
  const { unitOfWork, termLimits } = deps;
  const total = await unitOfWork.run(({ chunks }) => chunks.count(document.id), { readOnly: true });
  const maxTerms = termsOfEach(termLimits, total);
  for (let from = 0; from < total; from += chunksPerBatch) {
    signal.throwIfAborted();
    const chunks = await unitOfWork.run(
      (repositories) => repositories.chunks.list(document.id, { from, limit: chunksPerBatch }),
      { readOnly: true },
    );
    const missing = await withoutVectors(deps, document, chunks);
    if (missing.length > 0) await embedBatch(deps, document, { chunks: missing, maxTerms, signal });
  }
};

const withoutVectors = async (
  { meaning: { space } }: ReadyDeps,
  { title }: BookDocument,
  chunks: readonly StoredChunk[],
): Promise<StoredChunk[]> => {
  const embedded = await space.listEmbedded(
    chunks.map((chunk) => ({ chunkId: chunk.id, textHash: textHashOf(indexedText(title, chunk)) })),
  );
  return chunks.filter(({ id }) => !embedded.has(id));
};

const embedBatch = async (
  { embedder, meaning }: ReadyDeps,
  document: BookDocument,
  {
    chunks,
    maxTerms,
    signal,
  }: { readonly chunks: readonly StoredChunk[]; readonly maxTerms: number; readonly signal: AbortSignal },
): Promise<void> => {
  const parts = chunks.map((chunk) => passageParts(document.title, chunk));
  const vectors = await meaning.embedder.embedPassages(parts.flat(), signal);
  const words = await embedder.embedPassages(
    chunks.map((chunk) => indexedText(document.title, chunk)),
    maxTerms,
  );
  let used = 0;
  const embeddings = words.map((embedding, at) => {
    const count = parts[at]?.length ?? 0;
    used += count;
    return { ...embedding, dense: vectors.slice(used - count, used) };
  });
  for (const part of inParts(toPassages(document, chunks, embeddings))) await meaning.space.upsert(part);
};

/** Returns false when the document was deleted meanwhile. A document that changed has another job. */
const finish = (
  { unitOfWork }: EmbedDocumentDeps,
  { spaceId }: Meaning,
  documentId: string,
): Promise<boolean> =>
  unitOfWork.run(async ({ documents }) => {
    const document = await documents.lock(documentId);
    if (document === undefined) return false;
    await documents.change(documentId, { vectorSpace: spaceId });
    return true;
  });
