import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { AppealRepositories } from '../appeals/ports.ts';
import type { CorrectionRepositories } from '../corrections/ports.ts';
import type { GenerationRepositories } from '../generations/ports.ts';
import type { ModelMarkingRepositories } from '../model-marking/ports.ts';
import type { PeopleRepositories } from './ports.ts';

export type ForgetUserDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<PeopleRepositories, 'attempts' | 'exams' | 'facts' | 'inbox' | 'marks' | 'people' | 'teachers'> &
      Pick<CorrectionRepositories, 'corrections'> &
      Pick<GenerationRepositories, 'itemGenerations' | 'tokenUse'> &
      Pick<AppealRepositories, 'appeals'> &
      Pick<ModelMarkingRepositories, 'modelMarking'>
  >;
};

/**
 * Erases the data of a deleted user: the user's attempts with responses, marks and appeals, extra time,
 * draft exams, generations, used tokens, facts about classes, and the user's id on marks, corrections,
 * decisions of appeals and changes of the marking by a model. Published exams stay for the students who
 * took them, and an admin can hand them over. A deleted teacher receives no exams.
 *
 * Every other transaction that stores the id of a person holds the person, see `People`. What it has stored
 * is erased here, and a later one stores nothing.
 */
export const forgetUser = ({ unitOfWork }: ForgetUserDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async (event, repositories) => {
    const { appeals, attempts, corrections, exams, facts } = repositories;
    const { itemGenerations, marks, modelMarking, people, teachers, tokenUse } = repositories;
    const { userId } = event.data;
    await people.awaitHolders(userId);
    await attempts.eraseOfStudent(userId);
    await itemGenerations.eraseOfTeacher(userId);
    await tokenUse.removeAllOf(userId);
    await exams.eraseDraftsOf(userId);
    await marks.forgetMarker(userId);
    await corrections.forgetCorrector(userId);
    await appeals.forgetDecider(userId);
    await modelMarking.forgetChanger(userId);
    await facts.removePerson(userId);
    // An event about extra time waits for erasures first, and then stores its row.
    await exams.forgetExtraTimes(userId);
    const { institutionId } = event;
    const hasExams = await exams.hasExamIn(userId, institutionId);
    await teachers.recordDeleted({ userId, institutionId, hasExams });
  });
