import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';
import { removeDocument } from './remove-document.ts';

export type RemovePrivateDocumentsDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<Repositories, 'documents' | 'blobs' | 'jobs' | 'outbox' | 'facts'> & { readonly inbox: Inbox }
  >;
};

/**
 * Removes the private documents of a deleted user, and the facts about the user. Shared documents stay. An
 * upload of the user that is under way stores its document before, or stores none.
 */
export const removePrivateDocuments = ({
  unitOfWork,
}: RemovePrivateDocumentsDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async ({ data }, repositories) => {
    await repositories.documents.lockOwner(data.userId);
    await repositories.documents.eraseOwner(data.userId);
    for (const document of await repositories.documents.listPrivateOf(data.userId))
      await removeDocument(repositories, document);
    await repositories.facts.removePerson(data.userId);
  });
