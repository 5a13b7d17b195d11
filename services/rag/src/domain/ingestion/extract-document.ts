import { chunkIdOf } from '../chunking/chunk-id.ts';
import { chunkPage } from '../chunking/chunk-page.ts';
import type {
  BookDocument,
  ExtractedPage,
  Extraction,
  RefusedStatus,
  Repositories,
  StoredChunk,
  World,
} from '../ports.ts';
import { explainStatus } from './explain-status.ts';
import { reportProgress } from './report-progress.ts';

type Attempt = { readonly attempt: number; readonly maxAttempts: number; readonly signal: AbortSignal };

/** Pages chunked between two turns of the event loop, so that requests are answered meanwhile. */
const pagesATurn = 10;

/**
 * The job that reads a document: from its file to pages and chunks, and on to the job that indexes them. Safe to run
 * again at any point: what it writes replaces what a killed run had written, and a document past this step is left.
 */
export const extractDocument = (world: World) => {
  const { unitOfWork, blobs, extractor, clock } = world;
  return async ({ documentId }: { documentId: string }, job: Attempt): Promise<void> => {
    const document = await unitOfWork.run((repositories) => begin(repositories, documentId));
    if (document === undefined || document.blobId === null) return;
    const progress = reportProgress(world, documentId);
    try {
      const extraction = await extractor.extract(blobs.read(document.blobId), {
        onProgress: progress.report,
        signal: job.signal,
      });
      await progress.settled();
      await keep(document, extraction);
    } catch (error) {
      if (job.attempt < job.maxAttempts || job.signal.aborted) throw error;
      await unitOfWork.run((repositories) => endBadly(repositories, document, 'failed', clock.now()));
    }
  };

  async function begin({ documents }: Repositories, id: string): Promise<BookDocument | undefined> {
    const document = await documents.lock(id);
    if (document === undefined || !['queued', 'extracting'].includes(document.status)) return undefined;
    await documents.change(id, {
      status: 'extracting',
      progress: { done: 0, total: 0 },
      updatedAt: clock.now(),
    });
    return document;
  }

  async function keep(document: BookDocument, extraction: Extraction): Promise<void> {
    if (extraction.state !== 'ready') {
      const { state } = extraction;
      await unitOfWork.run((repositories) => endBadly(repositories, document, state, clock.now()));
      return;
    }
    const { pages, warnings } = extraction;
    const chunks = await chunkInTurns(document.id, pages);
    await unitOfWork.run(async (repositories) => {
      const held = await repositories.documents.lock(document.id);
      if (held?.status !== 'extracting') return;
      await repositories.pages.replace(held.id, pages);
      await repositories.chunks.replace(held.id, chunks);
      await repositories.documents.change(held.id, {
        status: 'indexing',
        title: held.titleGiven ? held.title : (usefulTitle(extraction.title) ?? held.title),
        pages: pages.length,
        progress: { done: 0, total: chunks.length },
        warnings,
        updatedAt: clock.now(),
      });
      await repositories.jobs.index(held.id);
    });
  }

  async function chunkInTurns(documentId: string, pages: readonly ExtractedPage[]): Promise<StoredChunk[]> {
    const chunks: StoredChunk[] = [];
    for (const [index, page] of pages.entries()) {
      if (index % pagesATurn === 0) await world.pause(0);
      for (const chunk of chunkPage(page, { before: pages[index - 1], after: pages[index + 1] }))
        chunks.push({ ...chunk, id: chunkIdOf(documentId, chunk), position: chunks.length });
    }
    return chunks;
  }
};

/** A document that will not become ready: its file is thrown away, its owner told what to do. */
export const endBadly = async (
  { documents, blobs, outbox }: Repositories,
  { id }: Pick<BookDocument, 'id'>,
  status: RefusedStatus | 'failed',
  now: Date,
): Promise<void> => {
  const document = await documents.lock(id);
  if (document === undefined) return;
  const problem = explainStatus(status);
  await documents.change(id, { status, problem, blobId: null, updatedAt: now });
  if (document.blobId !== null) await blobs.remove(document.blobId);
  await outbox.publish({
    type: 'document.failed',
    institutionId: document.institutionId,
    subject: id,
    data: { documentId: id, ownerId: document.ownerId, title: document.title, status, problem },
  });
};

/** Writing programs leave their own name or that of their file where a title should stand. */
const usefulTitle = (title: string | undefined): string | undefined => {
  const noise = /^(?:untitled|microsoft \w+ - |.*\.(?:docx?|odt|tex|dvi|indd|pptx?|qxd|pdf|pages)$)/i;
  return title === undefined || title.length < 3 || noise.test(title) ? undefined : title;
};
