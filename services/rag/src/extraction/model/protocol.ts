import { labelReason } from '@ai-teacher/contracts/rag/library.ts';
import { documentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import { shownLabel, shownText } from '@ai-teacher/contracts/text.ts';
import { z } from 'zod';
import { maxHeadingDepth, maxTitleCharacters } from './limits.ts';

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
