import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireChangeable } from './document-rights.ts';
import type { Repositories } from './ports.ts';
import { removeDocument } from './remove-document.ts';

export type DeleteDocumentDeps = {
  readonly standings: Standings;
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'blobs' | 'jobs' | 'outbox'>>;
};

export const deleteDocument =
  ({ unitOfWork, standings }: DeleteDocumentDeps) =>
  async ({ params, principal }: Input<typeof contract.deleteDocument>): Promise<void> => {
    const person = await standings.of(principal);
    await unitOfWork.run(async (repositories) => {
      const document = await requireChangeable(repositories, person, params.id);
      await removeDocument(repositories, document);
    });
  };
