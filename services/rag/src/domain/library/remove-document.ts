import type { BookDocument } from '../document.ts';
import type { Repositories } from './ports.ts';

/** Removes a document with its file, pages and chunks, and enqueues the job that removes its vectors. */
export const removeDocument = async (
  { documents, blobs, jobs }: Pick<Repositories, 'documents' | 'blobs' | 'jobs'>,
  { id, blobId }: Pick<BookDocument, 'id' | 'blobId'>,
): Promise<void> => {
  await documents.remove(id);
  if (blobId !== null) await blobs.remove(blobId);
  await jobs.removePassages(id);
};
