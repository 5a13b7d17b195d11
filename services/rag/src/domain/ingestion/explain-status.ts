import type { RefusedStatus } from '../document.ts';
import type { DocumentLimit, ReachedLimit } from './ports.ts';

const advice: Readonly<Record<RefusedStatus | 'failed', string>> = {
  no_text:
    'The pages are pictures without text. Run text recognition (OCR) on the file, or upload a version with text.',
  encrypted: 'The file is protected. Save a copy without a password or restrictions, and upload the copy.',
  damaged:
    'The file could not be read as a PDF. Open the file, save or print it as a new PDF, and upload the new file.',
  rejected_resource:
    'Reading the file takes too much time or memory. Split the file into smaller files, or save it as a new PDF.',
  failed:
    'An error occurred on our side. Upload the file again. If the error occurs again, contact your administrator.',
};

const limitAdvice: Readonly<Record<DocumentLimit, (value: number) => string>> = {
  pages: (count) =>
    `The file has too many pages. Split the file into smaller files. The limit is ${count} pages (MAX_DOCUMENT_PAGES).`,
  characters: (count) =>
    `The file has too much text. Split the file into smaller files. The limit is ${count} characters (MAX_DOCUMENT_CHARACTERS).`,
  chunks: (count) =>
    `The file has too many passages. Split the file into smaller files, or upload a version with less headings. The limit is ${count} passages (MAX_DOCUMENT_CHUNKS).`,
  time: (seconds) =>
    `Reading the file takes too much time. Split the file into smaller files, or save it as a new PDF. The limit is ${seconds} seconds.`,
  memory: (bytes) =>
    `Reading the file takes too much memory. Split the file into smaller files, or save it as a new PDF. The limit is ${Math.round(bytes / 1_000_000)} MB.`,
};

/** Advice for the teacher about a document that did not become ready. */
export const explainStatus = (status: RefusedStatus | 'failed', limit?: ReachedLimit): string =>
  limit === undefined ? advice[status] : limitAdvice[limit.name](limit.value);
