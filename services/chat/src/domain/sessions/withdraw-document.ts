import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type WithdrawDocumentDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'withdrawals' | 'inbox'>>;
};

/**
 * Erases the quotes of a document, and the answers that rest on it, from the sessions of everybody who may no
 * longer read it. A hidden document stays readable for its owner. A document that is shared again brings
 * nothing back: its readers ask again.
 */
export const withdrawDocument = ({
  unitOfWork,
}: WithdrawDocumentDeps): EventHandler<EnvelopeOf<'document.deleted' | 'document.hidden'>> =>
  oncePerEvent(unitOfWork, ({ type, subject, data, occurredAt }, { withdrawals }) =>
    withdrawals.withdraw({
      documentId: data.documentId,
      readerId: type === 'document.hidden' ? subject : null,
      at: new Date(occurredAt),
    }),
  );
