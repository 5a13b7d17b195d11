import type { Citation } from '@ai-teacher/contracts/chat/tutoring.ts';

/** A piece of one page of the caller's material, as a search returned it. */
export type Passage = {
  readonly documentId: string;
  readonly chunkId: string;
  readonly title: string;
  readonly text: string;
  /** The label printed on the page ("9", "xii"). */
  readonly pageLabel: string;
  /** Position in the file, counted from 1. */
  readonly pageNumber: number;
  readonly headingPath: readonly string[];
  /** The text was recognised from a picture. */
  readonly recognised?: true | undefined;
};

/** Pages of a document that no search can find, because their text could not be read. */
export type UnreadPages = {
  readonly documentId: string;
  readonly title: string;
  /** Positions in the file, counted from 1. */
  readonly pages: readonly number[];
};

/** The citation of a passage; `marker` is its number in brackets in the answer. */
export const cite = (passage: Passage, marker: number, quote: string): Citation => {
  const { documentId, chunkId, pageLabel, pageNumber, recognised } = passage;
  return {
    marker,
    documentId,
    chunkId,
    pageLabel,
    pageNumber,
    quote,
    ...(recognised ? { recognised } : {}),
  };
};
