import type { Principal } from '@ai-teacher/contracts/principal.ts';
import { teachingRoles } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { BookDocument, Reader } from '../document.ts';
import type { Repositories } from './ports.ts';

/**
 * @throws Problem `document-not-found`, the same for a missing document and for one that the reader may not
 * read.
 */
export const requireReadable = async (
  { documents }: { readonly documents: Pick<Repositories['documents'], 'findReadable'> },
  reader: Reader,
  id: string,
): Promise<BookDocument> => {
  const document = await documents.findReadable(reader, id);
  if (document === undefined) throw new Problem('document-not-found');
  return document;
};

/**
 * What the institution shares is changed by teachers and admins alone. The role is that of the access token,
 * and a change of role ends all sessions, so a former teacher has no token with the former role.
 *
 * @throws Problem `forbidden`.
 */
export const requireTeaching = ({ role }: Principal): void => {
  if (!teachingRoles.some((teaching) => teaching === role))
    throw new Problem('forbidden', { detail: 'Only teachers and admins may change a shared document.' });
};

/**
 * Locks the document for a change by its owner or an admin. A shared document also requires a teaching role.
 *
 * @throws Problem `document-not-found` when the user may not read the document, `forbidden` when the user may
 * only read the document.
 */
export const requireChangeable = async (
  { documents }: Pick<Repositories, 'documents'>,
  principal: Principal,
  id: string,
): Promise<BookDocument> => {
  const document = await requireReadable({ documents }, principal, id);
  if (document.ownerId !== principal.userId && principal.role !== 'admin')
    throw new Problem('forbidden', { detail: 'Only its owner or an admin may change a document.' });
  const locked = await documents.lock(id);
  if (locked === undefined) throw new Problem('document-not-found');
  if (locked.visibility === 'institution') requireTeaching(principal);
  return locked;
};
