import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { BookDocument, Reader, Repositories, World } from '../ports.ts';

/** @throws Problem `document-not-found`, the same for what does not exist and for what the reader may not know of. */
export const requireReadable = async (
  { documents }: Pick<Repositories, 'documents'>,
  reader: Reader,
  id: string,
): Promise<BookDocument> => {
  const document = await documents.findReadable(reader, id);
  if (document === undefined) throw new Problem('document-not-found');
  return document;
};

export const readDocument =
  ({ unitOfWork }: Pick<World, 'unitOfWork'>) =>
  ({ params, principal }: { params: { id: string }; principal: Reader }): Promise<BookDocument> =>
    unitOfWork.run((repositories) => requireReadable(repositories, principal, params.id), { readOnly: true });
