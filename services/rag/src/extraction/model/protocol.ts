import { labelReason } from '@ai-teacher/contracts/rag/library.ts';
import { documentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import { identifier, shownLabel, shownText } from '@ai-teacher/contracts/text.ts';
import { z } from 'zod';

/** Limits that both the child and its parent enforce. A limit on the file's size alone protects nothing. */
export const extractionLimits = z.strictObject({
  pages: z.int().positive(),
  characters: z.int().positive(),
  outlineEntries: z.int().positive(),
  headingBytes: z.int().positive(),
  headingDepth: z.int().positive(),
  pageLabelCharacters: z.int().positive(),
});
export type ExtractionLimits = z.infer<typeof extractionLimits>;

/** Text recognition on pages that are pictures. */
export const recognitionOptions = z.strictObject({
  /** Codes of tesseract, whose data packages are installed. */
  languages: z.array(identifier({ max: 40 })).min(1),
  /** Maximum number of pages of a document on which text is recognised. */
  pages: z.int().positive(),
});
export type RecognitionOptions = z.infer<typeof recognitionOptions>;

export const extractionOptions = extractionLimits.extend({ recognition: recognitionOptions.optional() });
export type ExtractionOptions = z.infer<typeof extractionOptions>;

/** The settings of these limits, as an administrator knows them. */
export const limitSettings: Readonly<Record<keyof ExtractionLimits, string>> = {
  pages: 'MAX_DOCUMENT_PAGES',
  characters: 'MAX_DOCUMENT_CHARACTERS',
  outlineEntries: 'MAX_OUTLINE_ENTRIES',
  headingBytes: 'MAX_HEADING_BYTES',
  headingDepth: 'MAX_HEADING_DEPTH',
  pageLabelCharacters: 'MAX_PAGE_LABEL_CHARACTERS',
};

export const maxHeadingDepth = 12;
export const maxTitleCharacters = 300;
const maxCount = 1_000_000;

const headingPath = z.array(shownLabel().max(4_000)).max(maxHeadingDepth);

const pageReading = z.strictObject({
  declaredLabel: shownLabel().max(40).nullable(),
  printedLabel: shownLabel().max(40).nullable(),
  labelReason,
  recognitionConfidence: z.number().min(0).max(100).optional(),
});

export const extractedPage = z.strictObject({
  number: z.int().positive(),
  label: shownLabel().min(1).max(40),
  reading: pageReading,
  text: shownText(),
  headings: z.array(z.strictObject({ offset: z.int().nonnegative(), path: headingPath })),
});
export type ExtractedPageMessage = z.infer<typeof extractedPage>;

/** A warning with bounds, because the child may send anything. */
export const extractedWarning = documentWarning.extend({
  sentence: shownText().max(400),
  pages: z.array(z.int().positive().max(maxCount)).max(10_000),
});

export const refusedState = z.enum(['no_text', 'encrypted', 'damaged', 'rejected_resource']);
/** The limits that make a file too large to be read. */
export const fileLimit = z.enum(['pages', 'characters']);
export type FileLimit = z.infer<typeof fileLimit>;
export type RefusedState = z.infer<typeof refusedState>;

/**
 * Messages of the child. The parent parses each of them, because it does not trust a process that read a
 * hostile file.
 */
export const childMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('step'),
    done: z.int().nonnegative().max(maxCount),
    total: z.int().nonnegative().max(maxCount),
  }),
  z.strictObject({ kind: z.literal('page'), page: extractedPage }),
  z.strictObject({
    kind: z.literal('finished'),
    title: shownLabel().max(maxTitleCharacters).optional(),
    warnings: z.array(extractedWarning).max(30),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    state: refusedState,
    reason: shownText().max(500),
    limit: fileLimit.optional(),
  }),
]);
export type ChildMessage = z.infer<typeof childMessage>;
