import type { PlaceReader } from '@ai-teacher/access/domain/place-reader.ts';
import type { FactStore } from '@ai-teacher/access/domain/record-facts.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { BookDocument } from '../document.ts';
import type { ExtractedPage } from '../page.ts';
import type { ChangeableDocuments, IndexingJobs, RemovableBlobs } from '../ports.ts';

/** Needs of the library: reading, changing and deleting documents. */
export type Repositories = {
  readonly documents: ChangeableDocuments & {
    readonly find: (id: string) => Promise<BookDocument | undefined>;
    readonly findReadable: (reader: Standing, id: string) => Promise<BookDocument | undefined>;
    /**
     * Lists the documents that the reader may read, newest first.
     *
     * @throws Problem `input-invalid` for a cursor that this list did not make.
     */
    readonly listReadable: (
      reader: Standing,
      page: {
        readonly limit: number;
        readonly cursor?: string | undefined;
        /** Only documents of this class, when the reader is in the class or an admin above it. */
        readonly classId?: string | undefined;
      },
    ) => Promise<Listed<BookDocument>>;
    /** Waits for uploads of the owner, and lets none store a document until this transaction ends. */
    readonly lockOwner: (ownerId: string) => Promise<void>;
    /** Marks all documents of an owner whose account was deleted, after concurrent changes of them. */
    readonly eraseOwner: (ownerId: string) => Promise<void>;
    readonly listPrivateOf: (ownerId: string) => Promise<BookDocument[]>;
    /** Removes the document with its pages and chunks. */
    readonly remove: (id: string) => Promise<void>;
  };
  readonly pages: {
    readonly list: (
      documentId: string,
      range: { readonly from: number; readonly limit: number },
    ) => Promise<ExtractedPage[]>;
  };
  readonly blobs: RemovableBlobs;
  readonly jobs: Pick<IndexingJobs, 'index' | 'changeRights' | 'removePassages'>;
  readonly places: PlaceReader;
  readonly facts: Pick<FactStore, 'apply' | 'removePerson'>;
  readonly outbox: Outbox;
};
