import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { StoredChunk } from '../chunking/chunk.ts';
import { chunkIdOf } from '../chunking/chunk-id.ts';
import { chunkPage } from '../chunking/chunk-page.ts';
import type { BookDocument } from '../document.ts';
import type { ExtractedPage } from '../page.ts';
import type { JobAttempt } from '../ports.ts';
import { failDocument } from './fail-document.ts';
import type { BlobStore, Extraction, Extractor, Repositories } from './ports.ts';
import { reportProgress } from './report-progress.ts';

/** Pages that are chunked before the event loop may answer requests. */
const maxPagesPerTurn = 10;

export type ExtractDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly extractor: Extractor;
  readonly clock: Clock;
  /** Resolves after the given time. */
  readonly pause: (milliseconds: number) => Promise<void>;
};

/**
 * The job that reads a document: stores its pages and chunks, and enqueues the job that indexes them. The job
 * may run again at any point: its writes replace those of a killed run, and it skips documents past this
 * step.
 */
export const extractDocument =
  (deps: ExtractDocumentDeps) =>
  async ({ documentId }: { documentId: string }, job: JobAttempt): Promise<void> => {
    const { unitOfWork, blobs, extractor, clock } = deps;
    const document = await begin(deps, documentId);
    if (document === undefined || document.blobId === null) return;
    const progress = reportProgress(deps, documentId);
    try {
      const extraction = await extractor.extract(blobs.read(document.blobId), {
        onProgress: progress.report,
        signal: job.signal,
      });
      await progress.settled();
      await storeResult(deps, document, extraction);
    } catch (error) {
      if (job.attempt < job.maxAttempts || job.signal.aborted) throw error;
      const failure = { id: documentId, status: 'failed', now: clock.now() } as const;
      await unitOfWork.run((repositories) => failDocument(repositories, failure));
    }
  };

const begin = ({ unitOfWork, clock }: ExtractDocumentDeps, id: string): Promise<BookDocument | undefined> =>
  unitOfWork.run(async ({ documents }) => {
    const document = await documents.lock(id);
    if (document?.status !== 'queued' && document?.status !== 'extracting') return undefined;
    await documents.change(id, {
      status: 'extracting',
      progress: { done: 0, total: 0 },
      updatedAt: clock.now(),
    });
    return document;
  });

const storeResult = async (
  { unitOfWork, clock, pause }: ExtractDocumentDeps,
  { id }: BookDocument,
  extraction: Extraction,
): Promise<void> => {
  if (extraction.state !== 'ready') {
    const failure = { id, status: extraction.state, now: clock.now() };
    await unitOfWork.run((repositories) => failDocument(repositories, failure));
    return;
  }
  const { pages, warnings } = extraction;
  const chunks = await chunkPages(id, pages, pause);
  await unitOfWork.run(async (repositories) => {
    const document = await repositories.documents.lock(id);
    if (document?.status !== 'extracting') return;
    await repositories.pages.replace(id, pages);
    await repositories.chunks.replace(id, chunks);
    await repositories.documents.change(id, {
      status: 'indexing',
      title: document.titleGiven ? document.title : (usefulTitle(extraction.title) ?? document.title),
      pages: pages.length,
      progress: { done: 0, total: chunks.length },
      warnings,
      updatedAt: clock.now(),
    });
    await repositories.jobs.index(document);
  });
};

const chunkPages = async (
  documentId: string,
  pages: readonly ExtractedPage[],
  pause: ExtractDocumentDeps['pause'],
): Promise<StoredChunk[]> => {
  const chunks: StoredChunk[] = [];
  for (const [index, page] of pages.entries()) {
    if (index % maxPagesPerTurn === 0) await pause(0);
    for (const chunk of chunkPage(page, { before: pages[index - 1], after: pages[index + 1] }))
      chunks.push({ ...chunk, id: chunkIdOf(documentId, chunk), position: chunks.length });
  }
  return chunks;
};

const minTitleCharacters = 3;
/** Writing programs leave their own name or the name of a file as the title. */
const noisePattern = /^(?:untitled|microsoft \w+ - |.*\.(?:docx?|odt|tex|dvi|indd|pptx?|qxd|pdf|pages)$)/i;

const usefulTitle = (title: string | undefined): string | undefined =>
  title === undefined || title.length < minTitleCharacters || noisePattern.test(title) ? undefined : title;
