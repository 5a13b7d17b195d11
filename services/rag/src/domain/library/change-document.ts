import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument } from '../document.ts';
import { requireChangeable } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type ChangeDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'jobs'>>;
  readonly clock: Clock;
};

/**
 * Changes title or visibility. Every search checks the rights in the document's row, so the change takes
 * effect immediately. A job updates the index later. A request that changes nothing writes nothing and
 * enqueues no job.
 */
export const changeDocument =
  ({ unitOfWork, clock }: ChangeDocumentDeps) =>
  ({ params, body, principal }: Input<typeof contract.changeDocument>): Promise<BookDocument> =>
    unitOfWork.run(async (repositories) => {
      const document = await requireChangeable(repositories, principal, params.id);
      const changes = {
        title: body.title ?? document.title,
        titleGiven: document.titleGiven || body.title !== undefined,
        visibility: body.visibility ?? document.visibility,
      };
      const isIndexStale = changes.title !== document.title || changes.visibility !== document.visibility;
      if (!isIndexStale && changes.titleGiven === document.titleGiven) return document;
      await repositories.documents.change(document.id, { ...changes, updatedAt: clock.now() });
      const isIndexed = document.status === 'ready' || document.status === 'indexing';
      if (isIndexStale && isIndexed) await repositories.jobs.index(document);
      return { ...document, ...changes };
    });
