import type { TextSpan } from '@ai-teacher/language/sentences.ts';

/** Consecutive sentences of one page under one heading. The text is exactly this span of the page's text. */
export type Chunk = {
  readonly pageNumber: number;
  readonly pageLabel: string;
  readonly span: TextSpan;
  readonly text: string;
  readonly headingPath: readonly string[];
  /**
   * The rest of a sentence that begins or ends on the neighbouring page. Searches include this rest, but the
   * chunk's text does not.
   */
  readonly carriedOver: string;
};

export type StoredChunk = Chunk & { readonly id: string; readonly position: number };
