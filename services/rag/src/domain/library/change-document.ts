import type { EventToPublish } from '@ai-teacher/contracts/events.ts';
import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument } from '../document.ts';
import { requireChangeable, requireTeaching } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type ChangeDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'jobs' | 'outbox'>>;
  readonly clock: Clock;
};

const hidingOf = ({ id, ownerId, institutionId }: BookDocument): EventToPublish<'document.hidden'> => ({
  type: 'document.hidden',
  institutionId,
  subject: ownerId,
  data: { documentId: id },
});

/**
 * Changes title or visibility. Every search checks the rights in the document's row, so the change takes
 * effect immediately. A job updates the index later. The services that store quotes learn when a shared
 * document becomes private. A request that changes nothing writes nothing and enqueues no job.
 */
export const changeDocument =
  ({ unitOfWork, clock }: ChangeDocumentDeps) =>
  ({ params, body, principal }: Input<typeof contract.changeDocument>): Promise<BookDocument> =>
    unitOfWork.run(async (repositories) => {
      const document = await requireChangeable(repositories, principal, params.id);
      if (body.visibility === 'institution') requireTeaching(principal);
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
      if (document.visibility === 'institution' && changes.visibility === 'private')
        await repositories.outbox.publish(hidingOf(document));
      return { ...document, ...changes };
    });
