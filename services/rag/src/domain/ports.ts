import type { BookDocument, DocumentChanges } from './document.ts';

/** Needs that several capabilities share. */

export type ChangeableDocuments = {
  /** Waits until no other transaction holds the row, then holds the row until this transaction ends. */
  readonly lock: (id: string) => Promise<BookDocument | undefined>;
  readonly change: (id: string, changes: DocumentChanges) => Promise<void>;
};

export type RemovableBlobs = { readonly remove: (blobId: string) => Promise<void> };

/** The next attempt of a job that found the index unavailable. */
export type Retry = {
  /** Number of attempts that found the index unavailable. */
  readonly waits: number;
  readonly runAt: Date;
};

/** Enqueues work on the index. A job runs at least once, after the transaction has been committed. */
export type IndexingJobs = {
  /** At most one job of a document waits. The documents of all owners are indexed in turns. */
  readonly index: (document: Pick<BookDocument, 'id' | 'ownerId'>, retry?: Retry) => Promise<void>;
  /** Indexes a document that was indexed before, after all documents for which people wait. */
  readonly indexAgain: (documentId: string) => Promise<void>;
  /** Writes the audience of a document into its passages. At most one job of a document waits. */
  readonly changeRights: (document: Pick<BookDocument, 'id'>, retry?: Retry) => Promise<void>;
  readonly removePassages: (documentId: string, retry?: Retry) => Promise<void>;
  readonly prepareIndex: (retry?: Retry) => Promise<void>;
  /** @param after the document after which the rebuild continues; undefined for its beginning. */
  readonly rebuildIndex: (after?: string) => Promise<void>;
  /** Gives the passages of a ready document vectors. At most one job of a document waits. */
  readonly embed: (documentId: string, retry?: Retry) => Promise<void>;
  /** @param run.embedded the documents that had vectors when the run before counted them. */
  readonly buildVectors: (run?: { readonly embedded?: number; readonly retry?: Retry }) => Promise<void>;
  /** @param from the place in the index where the removal continues; undefined for its beginning. */
  readonly removeOrphans: (from: string | undefined, retry?: Retry) => Promise<void>;
};

/** A run of a job. When the last one fails, the job is given up. `signal` aborts when the process stops. */
export type JobAttempt = {
  readonly isLast: () => boolean;
  readonly signal: AbortSignal;
};
