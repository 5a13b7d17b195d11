import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, type Inbox, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamRepositories, StoredTexts } from './ports.ts';

export type LoseSourceDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<ExamRepositories, 'exams'> & { readonly inbox: Inbox; readonly storedTexts: StoredTexts }
  >;
};

/**
 * Records that a document was deleted or hidden. The items of an exam retain their quotes, because students
 * may be answering them. The teacher sees the loss on every exam and draft that quotes the document. The text
 * of the document is removed from generations, which write no further item from it.
 */
export const loseSource = ({
  unitOfWork,
}: LoseSourceDeps): EventHandler<EnvelopeOf<'document.deleted' | 'document.hidden'>> =>
  oncePerEvent(unitOfWork, async ({ type, occurredAt, data }, { exams, storedTexts }) => {
    const reason = type === 'document.deleted' ? 'deleted' : 'hidden';
    await exams.recordLostDocument({ documentId: data.documentId, reason, lostAt: new Date(occurredAt) });
    await storedTexts.forgetDocument(data.documentId);
  });
