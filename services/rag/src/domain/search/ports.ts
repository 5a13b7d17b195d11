import type { Purpose } from '@ai-teacher/access/domain/may-read.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';

/** A chunk that the reader may read, as an answer shows it. */
export type FoundPassage = {
  readonly chunkId: string;
  readonly documentId: string;
  readonly title: string;
  readonly text: string;
  readonly pageLabel: string;
  readonly pageNumber: number;
  readonly spanStart: number;
  readonly spanEnd: number;
  readonly headingPath: readonly string[];
  /** Whether the text of its page was recognised from a picture. */
  readonly recognised: boolean;
};

/** The pages of a readable document whose text could not be read. */
export type UnreadDocument = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly number[];
};

export type Found = {
  /** Best first. */
  readonly passages: readonly FoundPassage[];
  /** Documents of the search with pages that no search can find, newest first. */
  readonly unread: readonly UnreadDocument[];
};

/** Needs of the search: decides about each hit of the index in the database. */
export type Repositories = {
  readonly documents: {
    /** Counts how many of the ids name documents that the reader may read. */
    readonly countReadable: (reader: Standing, ids: readonly string[]) => Promise<number>;
  };
  readonly passages: {
    /**
     * Reads the hits that the reader may read, from documents that are ready, and the documents of the search
     * with unread pages.
     *
     * @param wanted.chunkIds the hits of the index, best first. The passages have the same order.
     * @param wanted.documentIds the documents of the search; undefined for all.
     */
    readonly findReadable: (
      reader: Standing,
      wanted: {
        readonly purpose: Purpose;
        readonly chunkIds: readonly string[];
        readonly documentIds: readonly string[] | undefined;
        readonly maxPassages: number;
        readonly maxUnread: number;
      },
    ) => Promise<Found>;
  };
};

/**
 * Orders texts again by how well they answer a query. Returns their places, best first; undefined when the
 * order stays, because the reranker did not answer in time or failed.
 */
export type Reranker = (query: string, texts: readonly string[]) => Promise<readonly number[] | undefined>;
