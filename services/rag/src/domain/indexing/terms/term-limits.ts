/** Maximum numbers of index terms. The chunks of a document share the terms of the document. */
export type TermLimits = { readonly perChunk: number; readonly perDocument: number };

/** The terms of a document that each of its chunks may have. */
export const shareOf = ({ perDocument }: TermLimits, chunks: number): number =>
  Math.max(1, Math.floor(perDocument / Math.max(1, chunks)));

/** The terms that each chunk of a document may have. */
export const termsOfEach = (limits: TermLimits, chunks: number): number =>
  Math.min(limits.perChunk, shareOf(limits, chunks));
