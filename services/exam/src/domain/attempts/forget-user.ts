import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { World } from '../ports.ts';

/**
 * Erases what this service holds of a person: attempts with responses and marks, drafts of their own, and the name
 * under marks they gave. Exams they published stay, for the students who sat them.
 */
export const forgetUser = ({ unitOfWork }: World): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, { attempts, exams, marks }) => {
    const { userId } = event.data;
    await attempts.eraseOfStudent(userId);
    await exams.eraseDraftsOf(userId);
    await marks.forgetMarker(userId);
  });
