import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamRepositories } from './ports.ts';

export type LoseSourceDeps = {
  readonly unitOfWork: UnitOfWork<Pick<ExamRepositories, 'exams'> & { readonly inbox: Inbox }>;
};

/**
 * Records that a document was deleted or hidden. The items of an exam retain their quotes, because students
 * may be answering them. The teacher sees the loss on every exam and draft that quotes the document.
 */
export const loseSource = ({
  unitOfWork,
}: LoseSourceDeps): EventHandler<EnvelopeOf<'document.deleted' | 'document.hidden'>> =>
  oncePerEvent(unitOfWork, async ({ type, occurredAt, data }, { exams }) => {
    const reason = type === 'document.deleted' ? 'deleted' : 'hidden';
    await exams.recordLostDocument({ documentId: data.documentId, reason, lostAt: new Date(occurredAt) });
  });
