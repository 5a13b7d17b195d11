import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { BookDocument, Reader } from '../document.ts';
import type { ExtractedPage } from '../page.ts';
import type { ChangeableDocuments, IndexingJobs, RemovableBlobs } from '../ports.ts';

/** Needs of the library: reading, changing and deleting documents. */
export type Repositories = {
  readonly documents: ChangeableDocuments & {
    readonly find: (id: string) => Promise<BookDocument | undefined>;
    readonly findReadable: (reader: Reader, id: string) => Promise<BookDocument | undefined>;
    /**
     * Lists the documents that the reader may read, newest first.
     *
     * @throws Problem `input-invalid` for a cursor that this list did not make.
     */
    readonly listReadable: (
      reader: Reader,
      page: { readonly limit: number; readonly cursor?: string | undefined },
    ) => Promise<Listed<BookDocument>>;
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
  readonly jobs: Pick<IndexingJobs, 'index' | 'removePassages'>;
  readonly outbox: Outbox;
};
