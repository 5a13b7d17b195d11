import type { Principal } from '@ai-teacher/contracts/principal.ts';
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
 * Locks the document for a change by its owner or an admin.
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
  return locked;
};
