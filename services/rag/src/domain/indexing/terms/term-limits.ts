/** Maximum numbers of index terms. The chunks of a document share the terms of the document. */
export type TermLimits = { readonly perChunk: number; readonly perDocument: number };

/** The maximum number of terms of a chunk when the chunks share the terms of their document equally. */
export const shareOf = ({ perDocument }: TermLimits, chunks: number): number =>
  Math.max(1, Math.floor(perDocument / Math.max(1, chunks)));

/** The maximum number of terms of a chunk by both limits. */
export const termsOfEach = (limits: TermLimits, chunks: number): number =>
  Math.min(limits.perChunk, shareOf(limits, chunks));
