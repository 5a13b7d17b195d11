import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';
import { removeDocument } from './remove-document.ts';

export type RemovePrivateDocumentsDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<Repositories, 'documents' | 'blobs' | 'jobs' | 'outbox'> & { readonly inbox: Inbox }
  >;
};

/** Removes the private documents of a deleted user. Documents shared with the institution stay. */
export const removePrivateDocuments = ({
  unitOfWork,
}: RemovePrivateDocumentsDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async ({ data }, repositories) => {
    for (const document of await repositories.documents.listPrivateOf(data.userId))
      await removeDocument(repositories, document);
  });
