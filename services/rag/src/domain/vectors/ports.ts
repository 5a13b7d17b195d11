import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { DenseEmbedder, IndexedPassage, Repositories as Indexing } from '../indexing/ports.ts';

/** Vectors of the configured model. */
export type Meaning = {
  /** The fingerprint of the model's space. */
  readonly spaceId: string;
  readonly embedder: DenseEmbedder;
  readonly space: ConfiguredSpace;
};

/** The index of the configured space. Every method throws `IndexUnavailable` when it is unavailable. */
export type ConfiguredSpace = {
  readonly exists: () => Promise<boolean>;
  /** Creates the index of the space when it is missing. */
  readonly create: () => Promise<void>;
  /** Returns the ids of those passages that have vectors of their present text. */
  readonly listEmbedded: (
    passages: readonly Pick<IndexedPassage, 'chunkId' | 'textHash'>[],
  ) => Promise<ReadonlySet<string>>;
  readonly upsert: (passages: readonly IndexedPassage[]) => Promise<void>;
  readonly remove: (documentId: string) => Promise<void>;
  /** Lets searches use the space. Returns false when they did before. */
  readonly activate: () => Promise<boolean>;
};

/** Ready documents. Those with refused passages count as embedded too. */
export type VectorCount = { readonly total: number; readonly embedded: number; readonly refused: number };

/** Needs of the vectors: which ready documents have none of a space. */
export type Repositories = {
  readonly documents: Pick<Indexing['documents'], 'find' | 'lock' | 'change'> & {
    readonly countVectors: (spaceId: string) => Promise<VectorCount>;
    readonly listWithoutVectors: (spaceId: string, limit: number) => Promise<string[]>;
    /**
     * Counts one more run in which the model of the space refused passages, and returns the number of
     * runs.
     */
    readonly countRefusal: (id: string, spaceId: string) => Promise<number>;
    /** Declares that no document has vectors of the space. */
    readonly forgetVectors: (spaceId: string) => Promise<void>;
  };
  readonly chunks: Indexing['chunks'];
  readonly jobs: Pick<Indexing['jobs'], 'embed' | 'buildVectors'>;
};

export type VectorWork = UnitOfWork<Repositories>;
