import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type DocumentView, viewFor } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type ListDocumentsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents'>>;
  readonly standings: Standings;
};

/** Lists the documents that the user may read, newest first: all, or those of a class. */
export const listDocuments =
  ({ unitOfWork, standings }: ListDocumentsDeps) =>
  async ({ query, principal }: Input<typeof contract.listDocuments>): Promise<Listed<DocumentView>> => {
    const reader = await standings.of(principal);
    const { items, nextCursor } = await unitOfWork.run(
      ({ documents }) => documents.listReadable(reader, query),
      { readOnly: true },
    );
    return { items: items.map((document) => viewFor(reader, document)), nextCursor };
  };
