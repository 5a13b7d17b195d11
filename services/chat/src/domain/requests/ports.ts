import type { Passage, UnreadPages } from '../evidence/passage.ts';

export type Page = {
  readonly pageNumber: number;
  readonly pageLabel: string;
  readonly text: string;
  /** The heading path that applies from each offset on. */
  readonly headings: readonly { readonly offset: number; readonly path: readonly string[] }[];
};

export type PageRange = {
  readonly title: string;
  readonly pages: readonly Page[];
  readonly nextFrom: number | null;
};

/** The reads of a reply in the caller's material. They throw the problems of rag. */
export type ReadableMaterial = {
  readonly search: (query: {
    readonly query: string;
    readonly limit: number;
    readonly documentIds?: readonly string[] | undefined;
  }) => Promise<{ readonly passages: readonly Passage[]; readonly unread: readonly UnreadPages[] }>;
  /** The ids of the newest documents that can be read, at most two: more than one is a choice. */
  readonly readyDocuments: () => Promise<readonly string[]>;
  /**
   * At most 50 pages from the page at position `from`; `nextFrom` is null at the end. Undefined while the
   * document cannot be read.
   */
  readonly pages: (documentId: string, from: number) => Promise<PageRange | undefined>;
};

/** A reply to a message that asks no question. */
export type Reply = {
  /** The line before the quotes. */
  readonly text: string;
  readonly quotes: readonly { readonly passage: Passage; readonly quote: string }[];
  readonly passages: readonly Passage[];
  /** The document whose title, headings or pages the text names; undefined for a text about no document. */
  readonly about?: string;
};
