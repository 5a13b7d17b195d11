/** A piece of one page of the caller's material, as the retrieval found it. */
export type Passage = {
  documentId: string;
  chunkId: string;
  title: string;
  text: string;
  /** What is printed on the page ("9", "xii"). */
  pageLabel: string;
  /** Position in the file, counted from 1. */
  pageNumber: number;
  headingPath: readonly string[];
};

/** A quote that stands verbatim on a page; `marker` is the number in brackets in the answer. */
export type Citation = {
  marker: number;
  documentId: string;
  chunkId: string;
  pageLabel: string;
  pageNumber: number;
  quote: string;
};

export const cite = (passage: Passage, marker: number, quote: string): Citation => {
  const { documentId, chunkId, pageLabel, pageNumber } = passage;
  return { marker, documentId, chunkId, pageLabel, pageNumber, quote };
};
