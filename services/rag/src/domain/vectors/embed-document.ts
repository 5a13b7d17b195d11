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
 * waits in the queue. A passage whose text the model refuses is found by its words alone after three runs.
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
      const refused = await embedAll({ ...deps, meaning }, document, job.signal);
      if (refused.length > 0 && (await triesAgain(deps, meaning, { documentId, waits }))) return;
      await storeWords({ ...deps, meaning }, document, refused);
      const isStored = await finish(deps, meaning, { documentId, waits, refusedPassages: refused.length });
      if (!isStored) await meaning.space.remove(documentId);
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

const embedAll = async (
  deps: ReadyDeps,
  document: BookDocument,
  signal: AbortSignal,
): Promise<StoredChunk[]> => {
  const { unitOfWork } = deps;
  const total = await unitOfWork.run(({ chunks }) => chunks.count(document.id), { readOnly: true });
  const refused: StoredChunk[] = [];
  for (let from = 0; from < total; from += chunksPerBatch) {
    signal.throwIfAborted();
    const chunks = await unitOfWork.run(
      (repositories) => repositories.chunks.list(document.id, { from, limit: chunksPerBatch }),
      { readOnly: true },
    );
    const missing = await withoutVectors(deps, document, chunks);
    if (missing.length > 0)
      refused.push(...(await embedAccepted(deps, document, { chunks: missing, total, signal })));
  }
  return refused;
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

type Batch = {
  readonly chunks: readonly StoredChunk[];
  /** Chunks of the document. */
  readonly total: number;
  readonly signal: AbortSignal;
};

/**
 * Embeds a batch. When the model refuses it, each passage is sent alone, so that one text costs no other its
 * vectors. Returns the passages that the model refuses while it accepts another text: a server that refuses
 * every text is configured wrongly, and counts as unavailable.
 */
const embedAccepted = async (
  deps: ReadyDeps,
  document: BookDocument,
  { chunks, total, signal }: Batch,
): Promise<StoredChunk[]> => {
  try {
    await embedBatch(deps, document, { chunks, total, signal });
    return [];
  } catch (error) {
    if (!(error instanceof EmbedderUnavailable && error.refusesTexts)) throw error;
    if (chunks.length === 1) {
      await deps.meaning.embedder.embedPassages([plainText], signal);
      return [...chunks];
    }
  }
  const refused: StoredChunk[] = [];
  for (const chunk of chunks)
    refused.push(...(await embedAccepted(deps, document, { chunks: [chunk], total, signal })));
  return refused;
};
const plainText = 'water';

/** Runs in which the model may refuse passages of a document before their words alone count. */
const maxRefusals = 3;

const triesAgain = (
  { unitOfWork, clock }: EmbedDocumentDeps,
  { spaceId }: Meaning,
  { documentId, waits }: { readonly documentId: string; readonly waits: number },
): Promise<boolean> =>
  unitOfWork.run(async ({ documents, jobs }) => {
    if ((await documents.countRefusal(documentId, spaceId)) >= maxRefusals) return false;
    await jobs.embed(documentId, nextRetry(clock.now(), waits));
    return true;
  });

/** A space also holds the words of passages without vectors. */
const storeWords = async (
  { embedder, meaning, unitOfWork, termLimits }: ReadyDeps,
  document: BookDocument,
  chunks: readonly StoredChunk[],
): Promise<void> => {
  if (chunks.length === 0) return;
  const total = await unitOfWork.run((repositories) => repositories.chunks.count(document.id), {
    readOnly: true,
  });
  for (let from = 0; from < chunks.length; from += chunksPerBatch) {
    const some = chunks.slice(from, from + chunksPerBatch);
    const texts = some.map((chunk) => indexedText(document.title, chunk));
    const words = await embedder.embedPassages(texts, termsOfEach(termLimits, total));
    for (const part of inParts(toPassages(document, some, words))) await meaning.space.upsert(part);
  }
};

const embedBatch = async (
  { embedder, meaning, termLimits }: ReadyDeps,
  document: BookDocument,
  { chunks, total, signal }: Batch,
): Promise<void> => {
  const parts = chunks.map((chunk) => passageParts(document.title, chunk));
  const vectors = await meaning.embedder.embedPassages(parts.flat(), signal);
  const words = await embedder.embedPassages(
    chunks.map((chunk) => indexedText(document.title, chunk)),
    termsOfEach(termLimits, total),
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
  {
    documentId,
    waits,
    refusedPassages,
  }: { readonly documentId: string; readonly waits: number; readonly refusedPassages: number },
): Promise<boolean> =>
  unitOfWork.run(async ({ documents, jobs }) => {
    const document = await documents.lock(documentId);
    if (document === undefined) return false;
    await documents.change(documentId, { vectorSpace: spaceId, refusedPassages });
    // The job that counts the documents no longer looks again while one of them waits.
    if (waits > 0 || refusedPassages > 0) await jobs.buildVectors();
    return true;
  });
