import type { RefusedStatus } from '../ports.ts';

const advice: Readonly<Record<RefusedStatus | 'failed', string>> = {
  no_text:
    'The pages are pictures without text. Run text recognition (OCR) over the file, or upload a version with text.',
  encrypted: 'The file is protected. Save a copy without a password or restrictions and upload that.',
  damaged: 'The file could not be read as a PDF. Open it, save or print it as a new PDF and upload that.',
  rejected_resource:
    'Reading the file would take too much time or memory. Split it into smaller files, or save it as a new PDF.',
  failed:
    'Something went wrong on our side. Upload the file again; if it fails again, tell your administrator.',
};

/** What a teacher can do about a document that did not become ready. */
export const explainStatus = (status: RefusedStatus | 'failed'): string => advice[status];
