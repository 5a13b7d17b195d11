import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { InboxRepositories } from './ports.ts';
import { forgottenDocument } from './write-message.ts';

export type ForgetDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<InboxRepositories, 'notifications' | 'documents' | 'inbox'>>;
};

/**
 * Replaces the title of a document in the notifications of everybody who may no longer read it. The owner of
 * a hidden document retains the title.
 */
export const forgetDocument = ({
  unitOfWork,
}: ForgetDocumentDeps): EventHandler<EnvelopeOf<'document.deleted' | 'document.hidden'>> =>
  oncePerEvent(unitOfWork, async ({ type, subject, data, occurredAt }, { documents, notifications }) => {
    const { documentId } = data;
    const readerId = type === 'document.hidden' ? subject : null;
    await documents.forget({ documentId, readerId, at: new Date(occurredAt) });
    await notifications.rewrite(documentId, readerId, forgottenDocument);
  });
