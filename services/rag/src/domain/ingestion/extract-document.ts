import { isSeen } from '@ai-teacher/contracts/text.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type BookDocument, type RefusedStatus, unreadPagesOf } from '../document.ts';
import type { JobAttempt } from '../ports.ts';
import { failDocument } from './fail-document.ts';
import type { BlobStore, Chunker, Extraction, Extractor, ReachedLimit, Repositories } from './ports.ts';
import { reportProgress } from './report-progress.ts';

export type ExtractDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly extractor: Extractor;
  readonly chunker: Chunker;
  readonly clock: Clock;
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
      if (!job.isLast()) throw error;
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
  { unitOfWork, clock, chunker }: ExtractDocumentDeps,
  { id }: BookDocument,
  extraction: Extraction,
): Promise<void> => {
  const fail = (failure: { status: RefusedStatus; limit?: ReachedLimit | undefined }) =>
    unitOfWork.run((repositories) => failDocument(repositories, { id, ...failure, now: clock.now() }));
  if (extraction.state !== 'ready') return fail({ status: extraction.state, limit: extraction.limit });
  const { pages, warnings } = extraction;
  const chunks = await chunker.chunk(id, pages);
  if (chunks === undefined)
    return fail({ status: 'rejected_resource', limit: { name: 'chunks', value: chunker.maxChunks } });
  await unitOfWork.run(async (repositories) => {
    const document = await repositories.documents.lock(id);
    if (document?.status !== 'extracting') return;
    await repositories.pages.replace(id, pages);
    await repositories.chunks.replace(id, chunks);
    await repositories.documents.change(id, {
      status: 'indexing',
      title: titleOf(document, extraction),
      pages: pages.length,
      progress: { done: 0, total: chunks.length },
      warnings,
      unreadPages: unreadPagesOf(warnings),
      updatedAt: clock.now(),
    });
    await repositories.jobs.index(document);
  });
};

/** Titles with fewer characters are initials of a program. A word of Chinese or Japanese needs fewer. */
const minTitleCharacters = 3;
const shortTitlePattern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{2}$/u;
/** Programs leave their own name, a placeholder or the name of a file as the title. */
const noisePatterns = [
  /^\(?(?:untitled|anonymous|unnamed|unspecified|no ?name|title|book)\)?[ -]?\d*$/i,
  /^(?:new )?(?:document|doc|slide|presentation|scan\w*|download)[ _-]?\(?\d*\)?$/i,
  /^(?:microsoft|adobe|libreoffice|openoffice|google|powerpoint|latex)\b.*$/i,
  /\.(?:docx?|odt|ods|tex|dvi|indd|pptx?|xlsx?|qxd|pdf|pages|html?|md|txt|rtf|ps|eps|ai)$/i,
];

const usefulTitle = (title: string | undefined): string | undefined =>
  title === undefined ||
  !isSeen(title) ||
  title.includes('\uFFFD') ||
  (title.length < minTitleCharacters && !shortTitlePattern.test(title)) ||
  noisePatterns.some((pattern) => pattern.test(title))
    ? undefined
    : title;

/** The title in the file, else the name of the file, else the first heading. */
const titleOf = (
  document: BookDocument,
  { title, pages }: Extract<Extraction, { state: 'ready' }>,
): string => {
  if (document.titleGiven) return document.title;
  const heading = pages.flatMap(({ headings }) => headings)[0]?.path[0];
  return usefulTitle(title) ?? usefulTitle(document.title) ?? usefulTitle(heading) ?? document.title;
};
