import type { StoredChunk } from '../chunking/chunk.ts';
import type { Reader } from '../document.ts';

export type ReadableChunk = StoredChunk & { readonly documentId: string; readonly title: string };

/** Needs of the search: decides about each hit of the index in the database. */
export type Repositories = {
  readonly documents: {
    /** Counts how many of the ids name documents that the reader may read. */
    readonly countReadable: (reader: Reader, ids: readonly string[]) => Promise<number>;
  };
  readonly chunks: {
    /** Returns the chunks that the reader may read, from documents that are ready. */
    readonly listReadable: (reader: Reader, ids: readonly string[]) => Promise<ReadableChunk[]>;
  };
};
