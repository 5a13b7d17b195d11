import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import type { EventToPublish } from '@ai-teacher/contracts/events.ts';
import type * as contract from '@ai-teacher/contracts/rag/library.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BookDocument } from '../document.ts';
import { isSameSharing, losesReaders, requireMayShare, type Sharing, sharingAfter } from '../sharing.ts';
import { type DocumentView, requireChangeable, requireTeaching, viewFor } from './document-rights.ts';
import type { Repositories } from './ports.ts';

export type ChangeDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'documents' | 'jobs' | 'outbox' | 'places'>>;
  readonly standings: Standings;
  readonly clock: Clock;
};

const hidingOf = ({ id, ownerId, institutionId }: BookDocument): EventToPublish<'document.hidden'> => ({
  type: 'document.hidden',
  institutionId,
  subject: ownerId,
  data: { documentId: id },
});

/** @throws Problem `forbidden` for a private document whose owner is deleted: no person could delete it. */
const requireReaders = ({ ownerErased }: BookDocument, { audience }: Sharing): void => {
  if (ownerErased && audience.length === 0)
    throw new Problem('forbidden', {
      detail: 'The account of its owner was deleted. Delete the document instead, or share it with a class.',
    });
};

/**
 * Changes the title or the audience. Every search checks the rights in the document's row, so the change
 * takes effect immediately. A job updates the index later. The services that store quotes learn when some
 * people lost their access. A request that changes nothing writes nothing and enqueues no job.
 *
 * @throws Problem as `requireChangeable`, `requireReaders` and `requireMayShare`.
 */
export const changeDocument =
  ({ unitOfWork, standings, clock }: ChangeDocumentDeps) =>
  async ({ params, body, principal }: Input<typeof contract.changeDocument>): Promise<DocumentView> => {
    const person = await standings.of(principal);
    const changed = await unitOfWork.run(async (repositories) => {
      const { documents, jobs, outbox, places } = repositories;
      const document = await requireChangeable(repositories, person, params.id);
      const now = clock.now();
      const sharing = sharingAfter(document, body, { institutionId: document.institutionId, now });
      const isShared = !isSameSharing(document, sharing);
      if (sharing.audience.length > 0) requireTeaching(person);
      requireReaders(document, sharing);
      await requireMayShare(places, person, { before: document, after: sharing });
      const title = body.title ?? document.title;
      const titleGiven = document.titleGiven || body.title !== undefined;
      const isRenamed = title !== document.title;
      if (!isRenamed && !isShared && titleGiven === document.titleGiven) return document;
      const changes = { title, titleGiven, ...(isShared ? sharing : {}) };
      await documents.change(document.id, { ...changes, updatedAt: now });
      const isIndexed = document.status === 'ready' || document.status === 'indexing';
      if (isIndexed && isRenamed) await jobs.index(document);
      else if (isIndexed && isShared) await jobs.changeRights(document);
      if (losesReaders(document, sharing)) await outbox.publish(hidingOf(document));
      return { ...document, ...changes };
    });
    return viewFor(person, changed);
  };
