import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import { teachingRoles } from '@ai-teacher/contracts/values.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { BookDocument } from '../document.ts';
import type { Repositories } from './ports.ts';

/**
 * @throws Problem `document-not-found`, the same for a missing document and for one that the reader may not
 * read.
 */
export const requireReadable = async (
  { documents }: { readonly documents: Pick<Repositories['documents'], 'findReadable'> },
  reader: Standing,
  id: string,
): Promise<BookDocument> => {
  const document = await documents.findReadable(reader, id);
  if (document === undefined) throw new Problem('document-not-found');
  return document;
};

/** Whether a person may see and change whom a readable document is shared with. */
const manages = (
  { userId, accountRole }: Pick<Standing, 'userId' | 'accountRole'>,
  { ownerId }: Pick<BookDocument, 'ownerId'>,
): boolean => ownerId === userId || accountRole === 'admin';

/**
 * Only teachers and admins may change a document that the institution shares. The role is that of the
 * access token, and a change of role ends all sessions, so a former teacher has no token with the former
 * role.
 *
 * @throws Problem `forbidden`.
 */
export const requireTeaching = ({ accountRole }: Standing): void => {
  if (!teachingRoles.some((teaching) => teaching === accountRole))
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
  person: Standing,
  id: string,
): Promise<BookDocument> => {
  const document = await requireReadable({ documents }, person, id);
  if (!manages(person, document))
    throw new Problem('forbidden', { detail: 'Only its owner or an admin may change a document.' });
  const locked = await documents.lock(id);
  if (locked === undefined) throw new Problem('document-not-found');
  if (locked.audience.length > 0) requireTeaching(person);
  return locked;
};

/** A document as a reader sees it. Only those who manage it see whom it is shared with. */
export type DocumentView = BookDocument & { readonly showsAudience: boolean };

export const viewFor = (
  reader: Pick<Standing, 'userId' | 'accountRole'>,
  document: BookDocument,
): DocumentView => ({ ...document, showsAudience: manages(reader, document) });
