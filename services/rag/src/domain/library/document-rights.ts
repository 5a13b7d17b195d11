import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { BookDocument, Repositories } from '../ports.ts';
import { requireReadable } from './read-document.ts';

/**
 * The document, held for a change by its owner or an admin.
 *
 * @throws Problem `document-not-found` to those who may not know of it, `forbidden` to those who may only read it.
 */
export const requireChangeable = async (
  repositories: Pick<Repositories, 'documents'>,
  principal: Principal,
  id: string,
): Promise<BookDocument> => {
  const document = await requireReadable(repositories, principal, id);
  if (document.ownerId !== principal.userId && principal.role !== 'admin')
    throw new Problem('forbidden', { detail: 'Only its owner or an admin may change a document.' });
  const held = await repositories.documents.lock(id);
  if (held === undefined) throw new Problem('document-not-found');
  return held;
};
