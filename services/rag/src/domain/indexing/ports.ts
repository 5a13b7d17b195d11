import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { StoredChunk } from '../chunking/chunk.ts';
import type { BookDocument } from '../document.ts';
import type { ChangeableDocuments, IndexingJobs, RemovableBlobs } from '../ports.ts';

/** Needs of the indexing: turning stored chunks into searchable passages. */
export type Repositories = {
  readonly documents: ChangeableDocuments & {
    readonly find: (id: string) => Promise<BookDocument | undefined>;
    /** The next ready documents in the order of their ids, after the given one. */
    readonly listReadyIds: (page: {
      readonly after: string | undefined;
      readonly limit: number;
    }) => Promise<string[]>;
    /** Returns those of the ids that name a ready document. */
    readonly listReadyOf: (ids: readonly string[]) => Promise<string[]>;
    /** Returns those of the ids that name no document. */
    readonly listMissing: (ids: readonly string[]) => Promise<string[]>;
  };
  readonly chunks: {
    readonly count: (documentId: string) => Promise<number>;
    readonly list: (
      documentId: string,
      range: { readonly from: number; readonly limit: number },
    ) => Promise<StoredChunk[]>;
  };
  readonly blobs: RemovableBlobs;
  readonly jobs: IndexingJobs;
  readonly outbox: Outbox;
};

/** Terms by number with their weights; the numbers are the same for passages and queries. */
export type SparseVector = { readonly indices: readonly number[]; readonly values: readonly number[] };

/** A query as vectors. The sparse vector is always present, `dense` only when a model makes it in time. */
export type Embedding = { readonly sparse: SparseVector; readonly dense?: readonly number[] };

/** `cut` is true when the passage has more terms than it may have. */
export type PassageEmbedding = { readonly sparse: SparseVector; readonly cut: boolean };

export type Embedder = {
  /** @param maxTerms of each passage. */
  readonly embedPassages: (texts: readonly string[], maxTerms: number) => Promise<PassageEmbedding[]>;
  readonly embedQuery: (text: string) => Promise<Embedding>;
};

/** Texts as points in the space of a model. */
export type DenseEmbedder = {
  /**
   * Returns a vector for each text, in their order. May take minutes: never call it inside of a transaction.
   *
   * @throws EmbedderUnavailable when a batch failed after its retries.
   * @throws the reason of the signal after an abort.
   */
  readonly embedPassages: (
    texts: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly (readonly number[])[]>;
  /** Returns undefined when the server does not answer before the deadline. Never throws for the server. */
  readonly embedQuery: (text: string) => Promise<readonly number[] | undefined>;
};

/** The facts about a person that the index needs. */
export type Searcher = Pick<
  Standing,
  'userId' | 'institutionId' | 'accountRole' | 'memberOf' | 'administers'
>;

/** The rights of its document that a passage carries. */
export type PassageRights = Pick<BookDocument, 'visibility' | 'audience' | 'excluded'>;

export type IndexedPassage = PassageRights & {
  readonly chunkId: string;
  readonly documentId: string;
  readonly institutionId: string;
  readonly ownerId: string;
  /** Names the text from which the embedding was made. */
  readonly textHash: string;
  readonly embedding: {
    readonly sparse: SparseVector;
    /** A vector for each part of the passage, when a model made them. */
    readonly dense?: readonly (readonly number[])[];
  };
};

/** Every method throws `IndexUnavailable` when the index is unavailable. */
export type PassageIndex = {
  readonly exists: () => Promise<boolean>;
  /** Creates the index when it is missing, and completes one whose creation was interrupted. */
  readonly prepare: () => Promise<void>;
  readonly upsert: (passages: readonly IndexedPassage[]) => Promise<void>;
  /** Replaces the rights of all passages of a document. */
  readonly changeRights: (document: PassageRights & Pick<BookDocument, 'id'>) => Promise<void>;
  /** Removes all passages of a document. */
  readonly remove: (documentId: string) => Promise<void>;
  /**
   * Reads the documents of the next passages in the order of the passages' ids. `next` is the place where
   * the following page begins; undefined at the end.
   *
   * @param page.outdated reads only passages that were indexed by earlier rules of terms.
   */
  readonly listDocuments: (page: {
    readonly from: string | undefined;
    readonly limit: number;
    readonly outdated?: boolean;
  }) => Promise<{ readonly documentIds: readonly string[]; readonly next: string | undefined }>;
  /**
   * Returns the ids of the best passages that the reader may read, best first. The oversight of admins counts
   * for `documentIds` only, so the caller checks first that the reader may read these documents.
   */
  readonly search: (query: {
    readonly reader: Searcher;
    readonly embedding: Embedding;
    readonly documentIds: readonly string[] | undefined;
    readonly limit: number;
  }) => Promise<string[]>;
};
