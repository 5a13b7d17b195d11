import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type DocumentView, requireReadable, viewFor } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type ReadDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents'>>;
  readonly standings: Standings;
};

export const readDocument =
  ({ unitOfWork, standings }: ReadDocumentDeps) =>
  async ({ params, principal }: Input<typeof contract.readDocument>): Promise<DocumentView> => {
    const reader = await standings.of(principal);
    const document = await unitOfWork.run(
      (repositories) => requireReadable(repositories, reader, params.id),
      { readOnly: true },
    );
    return viewFor(reader, document);
  };
