import { z } from 'zod';

/** Caps that hold inside the child as well as in its parent (security: a size limit alone protects nothing). */
export const extractionLimits = z.strictObject({
  pages: z.int().positive(),
  characters: z.int().positive(),
  outlineEntries: z.int().positive(),
});
export type ExtractionLimits = z.infer<typeof extractionLimits>;

const headingPath = z.array(z.string().max(300)).max(12);

export const extractedPage = z.strictObject({
  number: z.int().positive(),
  label: z.string().min(1).max(40),
  text: z.string(),
  headings: z.array(z.strictObject({ offset: z.int().nonnegative(), path: headingPath })),
});
export type ExtractedPageMessage = z.infer<typeof extractedPage>;

export const refusedState = z.enum(['no_text', 'encrypted', 'damaged', 'rejected_resource']);
export type RefusedState = z.infer<typeof refusedState>;

/** What the child says. Its parent parses every message: a process that read a hostile file is not trusted. */
export const childMessage = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('step'),
    done: z.int().nonnegative(),
    total: z.int().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('page'), page: extractedPage }),
  z.strictObject({
    kind: z.literal('finished'),
    title: z.string().max(300).optional(),
    warnings: z.array(z.string().max(300)).max(10),
  }),
  z.strictObject({ kind: z.literal('checked'), warnings: z.array(z.string().max(300)).max(10) }),
  z.strictObject({
    kind: z.literal('refused'),
    state: refusedState,
    reason: z.string().max(500),
  }),
]);
export type ChildMessage = z.infer<typeof childMessage>;
