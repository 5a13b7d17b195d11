import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AttemptRepositories } from '../attempts/ports.ts';

export type ForgetUserDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'attempts' | 'exams' | 'inbox' | 'marks'>>;
};

/**
 * Erases the data of a deleted user: the user's attempts with responses and marks, the user's draft exams,
 * and the user's id on marks. Published exams stay for the students who took them.
 */
export const forgetUser = ({ unitOfWork }: ForgetUserDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, { attempts, exams, marks }) => {
    const { userId } = event.data;
    await attempts.eraseOfStudent(userId);
    await exams.eraseDraftsOf(userId);
    await marks.forgetMarker(userId);
  });
