import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument } from '../document.ts';
import { requireReadable } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type ReadDocumentDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents'>> };

export const readDocument =
  ({ unitOfWork }: ReadDocumentDeps) =>
  ({ params, principal }: Input<typeof contract.readDocument>): Promise<BookDocument> =>
    unitOfWork.run((repositories) => requireReadable(repositories, principal, params.id), { readOnly: true });
