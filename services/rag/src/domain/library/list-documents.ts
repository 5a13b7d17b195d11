import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument } from '../document.ts';
import type { Repositories } from './ports.ts';

export type ListDocumentsDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents'>> };

/** Lists the documents that the user may read, newest first. */
export const listDocuments =
  ({ unitOfWork }: ListDocumentsDeps) =>
  ({ query, principal }: Input<typeof contract.listDocuments>): Promise<Listed<BookDocument>> =>
    unitOfWork.run(({ documents }) => documents.listReadable(principal, query), { readOnly: true });
