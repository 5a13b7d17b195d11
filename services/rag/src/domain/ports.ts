import type { TextSpan } from '@ai-teacher/language/sentences.ts';
import type { Inbox, Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { PlaceInTime } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork as UnitOfWorkOf } from '@ai-teacher/service-kit/domain/unit-of-work.ts';

/** What the book's domain needs of the world, in its own words. */

export type Visibility = 'institution' | 'private';
export type RefusedStatus = 'no_text' | 'encrypted' | 'damaged' | 'rejected_resource';
export type DocumentStatus = 'queued' | 'extracting' | 'indexing' | 'ready' | RefusedStatus | 'failed';

export type BookDocument = {
  readonly id: string;
  readonly institutionId: string;
  readonly ownerId: string;
  readonly title: string;
  /** Whether a person chose the title; otherwise the file's own may replace its name. */
  readonly titleGiven: boolean;
  readonly visibility: Visibility;
  readonly status: DocumentStatus;
  readonly pages: number | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly problem: string | null;
  readonly warnings: readonly string[];
  readonly contentHash: string;
  /** The original file; null once a file that cannot be read was thrown away. */
  readonly blobId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type DocumentChanges = Partial<Omit<BookDocument, 'id' | 'institutionId' | 'ownerId' | 'createdAt'>>;

/** Whose rights a read is held against. */
export type Reader = { readonly userId: string; readonly institutionId: string };

export type HeadingMark = { readonly offset: number; readonly path: readonly string[] };

export type ExtractedPage = {
  /** Position in the file, counted from 1. */
  readonly number: number;
  /** What is printed on the page. */
  readonly label: string;
  readonly text: string;
  readonly headings: readonly HeadingMark[];
};

export type { TextSpan };

/** A passage: a run of sentences of one page under one heading. Its text is exactly that span of the page's text. */
export type Chunk = {
  readonly pageNumber: number;
  readonly pageLabel: string;
  readonly span: TextSpan;
  readonly text: string;
  readonly headingPath: readonly string[];
  /** The rest of a sentence that begins or ends on the neighbouring page: searched with the chunk, not part of it. */
  readonly carriedOver: string;
};

export type StoredChunk = Chunk & { readonly id: string; readonly position: number };
export type ReadableChunk = StoredChunk & { readonly documentId: string; readonly title: string };

export type Repositories = {
  readonly documents: {
    /** False when the owner has a document of the same content already; then nothing changed. */
    readonly insertUnlessKnown: (document: BookDocument) => Promise<boolean>;
    /** Waits for whoever holds the row, and holds it until the transaction ends. */
    readonly lockByContent: (ownerId: string, contentHash: string) => Promise<BookDocument | undefined>;
    readonly lock: (id: string) => Promise<BookDocument | undefined>;
    readonly find: (id: string) => Promise<BookDocument | undefined>;
    readonly findReadable: (reader: Reader, id: string) => Promise<BookDocument | undefined>;
    /** Newest first, after the position given. */
    readonly listReadable: (
      reader: Reader,
      page: {
        readonly limit: number;
        readonly after: PlaceInTime | undefined;
      },
    ) => Promise<BookDocument[]>;
    /** How many of the ids name documents that the reader may read. */
    readonly countReadable: (reader: Reader, ids: readonly string[]) => Promise<number>;
    readonly change: (id: string, changes: DocumentChanges) => Promise<void>;
    /** Removes the document with its pages and chunks. */
    readonly remove: (id: string) => Promise<void>;
    readonly listReadyIds: () => Promise<string[]>;
    /** Documents on their way that nothing has happened to since. */
    readonly listStalled: (since: Date) => Promise<BookDocument[]>;
    readonly listPrivateOf: (ownerId: string) => Promise<BookDocument[]>;
  };
  readonly pages: {
    readonly replace: (documentId: string, pages: readonly ExtractedPage[]) => Promise<void>;
    readonly list: (
      documentId: string,
      range: { readonly from: number; readonly limit: number },
    ) => Promise<ExtractedPage[]>;
  };
  readonly chunks: {
    readonly replace: (documentId: string, chunks: readonly StoredChunk[]) => Promise<void>;
    readonly count: (documentId: string) => Promise<number>;
    readonly list: (
      documentId: string,
      range: { readonly from: number; readonly limit: number },
    ) => Promise<StoredChunk[]>;
    /** Those of the chunks that the reader may read, of documents that are ready. */
    readonly listReadable: (reader: Reader, ids: readonly string[]) => Promise<ReadableChunk[]>;
  };
  readonly blobs: {
    readonly remove: (blobId: string) => Promise<void>;
    /** Removes files that no document has come to own. */
    readonly removeOrphans: (olderThan: Date) => Promise<void>;
  };
  readonly jobs: JobQueue;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
};

/** Work to be done after the transaction has been committed, at least once. */
export type JobQueue = {
  readonly extract: (document: Pick<BookDocument, 'id' | 'ownerId'>) => Promise<void>;
  readonly index: (documentId: string, again?: Waiting) => Promise<void>;
  readonly forget: (documentId: string, again?: Waiting) => Promise<void>;
  readonly prepareIndex: (again?: Waiting) => Promise<void>;
  readonly tidy: (runAt: Date) => Promise<void>;
};

/** A job that found the index away: how often it has waited, and when it tries again. */
export type Waiting = { readonly waits: number; readonly runAt: Date };

export type UnitOfWork = UnitOfWorkOf<Repositories>;

export type BlobStore = {
  /** Keeps bytes as they come, a part at a time; what was written stays until it is removed. */
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
  /** Never throws for what is in the file: that is a state. Throws when aborted or when the bytes cannot be had. */
  readonly extract: (
    pdf: AsyncIterable<Uint8Array>,
    options: {
      readonly onProgress: (done: number, total: number) => void;
      readonly signal: AbortSignal;
    },
  ) => Promise<Extraction>;
};

/** Terms by number with their weights; the numbers are the same for passages and queries. */
export type SparseVector = { readonly indices: readonly number[]; readonly values: readonly number[] };

/** Text as vectors. `dense` is there when a model makes it; the sparse one always is. */
export type Embedding = { readonly sparse: SparseVector; readonly dense?: readonly number[] };

export type Embedder = {
  readonly embedPassages: (texts: readonly string[]) => Promise<Embedding[]>;
  readonly embedQuery: (text: string) => Promise<Embedding>;
};

export type IndexedPassage = {
  readonly chunkId: string;
  readonly documentId: string;
  readonly institutionId: string;
  readonly ownerId: string;
  readonly visibility: Visibility;
  readonly embedding: Embedding;
};

/** Every method throws `IndexUnavailable` when the index is away. */
export type PassageIndex = {
  /** Makes the index when there is none; true when it had to. */
  readonly prepare: () => Promise<boolean>;
  /** Putting the same passage again replaces it. */
  readonly put: (passages: readonly IndexedPassage[]) => Promise<void>;
  readonly forget: (documentId: string) => Promise<void>;
  /** Ids of the best passages among what the reader may read, best first. */
  readonly search: (query: {
    readonly reader: Reader;
    readonly embedding: Embedding;
    readonly documentIds: readonly string[] | undefined;
    readonly limit: number;
  }) => Promise<string[]>;
};

export type World = {
  readonly unitOfWork: UnitOfWork;
  readonly blobs: BlobStore;
  readonly extractor: Extractor;
  readonly embedder: Embedder;
  readonly passages: PassageIndex;
  readonly clock: { readonly now: () => Date };
  readonly identifiers: { readonly uuid: () => string };
  /** Resolves after the time given, or at once when the signal aborts. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
};
