import type { PlaceReader } from '@ai-teacher/access/domain/place-reader.ts';
import type { FactStore } from '@ai-teacher/access/domain/record-facts.ts';
import type { DocumentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { StoredChunk } from '../chunking/chunk.ts';
import type { BookDocument, RefusedStatus } from '../document.ts';
import type { ExtractedPage } from '../page.ts';
import type { ChangeableDocuments, IndexingJobs, RemovableBlobs } from '../ports.ts';
import type { Usage } from './quota.ts';

/** Needs of the ingestion: receiving files and extracting their pages. */
export type Repositories = {
  readonly documents: ChangeableDocuments & {
    /** Returns false, without a change, when the owner already has a document with the same content. */
    readonly insertUnlessKnown: (document: BookDocument) => Promise<boolean>;
    /** As `lockInstitution`, for the documents of an owner. Call it before all other locks. */
    readonly lockOwner: (ownerId: string) => Promise<void>;
    /** Waits until no other transaction holds the institution, then holds it until this transaction ends. */
    readonly lockInstitution: (institutionId: string) => Promise<void>;
    /** The storage that the owner and the institution of a document use. */
    readonly usageOf: (document: Pick<BookDocument, 'ownerId' | 'institutionId'>) => Promise<Usage>;
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
    /** Returns those of the documents that a job will still read or index, or does so at this time. */
    readonly listWithJob: (documentIds: readonly string[]) => Promise<ReadonlySet<string>>;
  };
  readonly places: Pick<PlaceReader, 'read'>;
  readonly facts: Pick<FactStore, 'isErased'>;
  readonly outbox: Outbox;
};

export type BlobStore = {
  /** Stores bytes in parts while they arrive. The written parts stay until the blob is removed. */
  readonly write: (blobId: string, bytes: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly read: (blobId: string) => AsyncIterable<Uint8Array>;
};

/** The place for files. */
export type Storage = {
  /**
   * Whether there is room for one more file of the maximum size. Reads the store at most every few seconds.
   */
  readonly hasRoom: () => Promise<boolean>;
};

/** Cuts pages into chunks, off the thread that answers requests. */
export type Chunker = {
  /** The maximum number of chunks of a document. */
  readonly maxChunks: number;
  /** Returns the chunks in order; undefined when there are more than a document may have. */
  readonly chunk: (documentId: string, pages: readonly ExtractedPage[]) => Promise<StoredChunk[] | undefined>;
};

export type Extraction =
  | {
      readonly state: 'ready';
      readonly title: string | undefined;
      readonly warnings: readonly DocumentWarning[];
      readonly pages: readonly ExtractedPage[];
    }
  | { readonly state: RefusedStatus; readonly reason: string; readonly limit?: ReachedLimit | undefined };

/** The limits that a file can exceed while it is read. */
export type DocumentLimit = 'pages' | 'characters' | 'chunks' | 'time' | 'memory';

/** A limit that a file exceeds. Units: seconds of time, bytes of memory. */
export type ReachedLimit = { readonly name: DocumentLimit; readonly value: number };

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
