import type { BookDocument } from '../document.ts';
import type { Repositories } from './ports.ts';

/**
 * Removes a document with its file, pages and chunks, enqueues the job that removes its vectors, and notifies
 * the services that store quotes of the document.
 */
export const removeDocument = async (
  { documents, blobs, jobs, outbox }: Pick<Repositories, 'documents' | 'blobs' | 'jobs' | 'outbox'>,
  { id, blobId, ownerId, institutionId }: BookDocument,
): Promise<void> => {
  await documents.remove(id);
  if (blobId !== null) await blobs.remove(blobId);
  await jobs.removePassages(id);
  await outbox.publish({
    type: 'document.deleted',
    institutionId,
    subject: ownerId,
    data: { documentId: id },
  });
};
