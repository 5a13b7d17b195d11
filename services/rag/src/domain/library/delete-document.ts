import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { BookDocument, Repositories, World } from '../ports.ts';
import { requireChangeable } from './document-rights.ts';

/** Removes a document with its file, pages and chunks, and leaves the job that removes its vectors. */
export const removeDocument = async (
  { documents, blobs, jobs }: Repositories,
  { id, blobId }: Pick<BookDocument, 'id' | 'blobId'>,
): Promise<void> => {
  await documents.remove(id);
  if (blobId !== null) await blobs.remove(blobId);
  await jobs.forget(id);
};

export const deleteDocument =
  ({ unitOfWork }: Pick<World, 'unitOfWork'>) =>
  ({ params, principal }: { params: { id: string }; principal: Principal }): Promise<void> =>
    unitOfWork.run(async (repositories) => {
      const document = await requireChangeable(repositories, principal, params.id);
      await removeDocument(repositories, document);
    });
