import type { StoredChunk } from '../chunking/chunk.ts';
import type { Reader } from '../document.ts';

/** The pages of a readable document whose text could not be read. */
export type UnreadDocument = {
  readonly documentId: string;
  readonly title: string;
  readonly pages: readonly number[];
};

export type ReadableChunk = StoredChunk & {
  readonly documentId: string;
  readonly title: string;
  /** Whether the text of its page was recognised from a picture. */
  readonly recognised: boolean;
};

/** Needs of the search: decides about each hit of the index in the database. */
export type Repositories = {
  readonly documents: {
    /** Counts how many of the ids name documents that the reader may read. */
    readonly countReadable: (reader: Reader, ids: readonly string[]) => Promise<number>;
    /**
     * Lists ready documents with unread pages that the reader may read, newest first.
     *
     * @param ids the documents to look at; undefined for all.
     */
    readonly listUnread: (
      reader: Reader,
      options: { readonly ids: readonly string[] | undefined; readonly limit: number },
    ) => Promise<UnreadDocument[]>;
  };
  readonly chunks: {
    /** Returns the chunks that the reader may read, from documents that are ready. */
    readonly listReadable: (reader: Reader, ids: readonly string[]) => Promise<ReadableChunk[]>;
  };
};
