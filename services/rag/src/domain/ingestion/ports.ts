import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { StoredChunk } from '../chunking/chunk.ts';
import type { BookDocument, RefusedStatus } from '../document.ts';
import type { ExtractedPage } from '../page.ts';
import type { ChangeableDocuments, IndexingJobs, RemovableBlobs } from '../ports.ts';

/** Needs of the ingestion: receiving files and extracting their pages. */
export type Repositories = {
  readonly documents: ChangeableDocuments & {
    /** Returns false, without a change, when the owner already has a document with the same content. */
    readonly insertUnlessKnown: (document: BookDocument) => Promise<boolean>;
    /** Holds the row as `lock` does. */
    readonly lockByContent: (ownerId: string, contentHash: string) => Promise<BookDocument | undefined>;
    /** Lists unfinished documents without any change since the given time. */
    readonly listStalled: (since: Date) => Promise<BookDocument[]>;
  };
  readonly pages: {
    readonly replace: (documentId: string, pages: readonly ExtractedPage[]) => Promise<void>;
  };
  readonly chunks: {
    readonly replace: (documentId: string, chunks: readonly StoredChunk[]) => Promise<void>;
  };
  readonly blobs: RemovableBlobs & {
    /** Removes files that belong to no document. */
    readonly removeOrphans: (olderThan: Date) => Promise<void>;
  };
  readonly jobs: Pick<IndexingJobs, 'index' | 'prepareIndex'> & {
    readonly extract: (document: Pick<BookDocument, 'id' | 'ownerId'>) => Promise<void>;
  };
  readonly outbox: Outbox;
};

export type BlobStore = {
  /** Stores bytes in parts while they arrive. The written parts stay until the blob is removed. */
  readonly write: (blobId: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly read: (blobId: string) => AsyncIterable<Uint8Array>;
};

export type Extraction =
  | {
      readonly state: 'ready';
      readonly title: string | undefined;
      readonly warnings: readonly string[];
      readonly pages: readonly ExtractedPage[];
    }
  | { readonly state: RefusedStatus; readonly reason: string };

export type Extractor = {
  /** Returns a state for every content of the file. Throws when aborted or when reading the bytes fails. */
  readonly extract: (
    pdf: AsyncIterable<Uint8Array>,
    options: {
      readonly onProgress: (done: number, total: number) => void;
      readonly signal: AbortSignal;
    },
  ) => Promise<Extraction>;
};
