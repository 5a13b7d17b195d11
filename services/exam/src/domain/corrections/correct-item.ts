import {
  type correctItem as contract,
  maxCorrections,
} from '@ai-teacher/contracts/exam/marking/corrections.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { publishedExamForTeacher, requireAccount } from '../exams/exam-rights.ts';
import { correctedItem } from './corrected-item.ts';
import type { Correction, CorrectionRepositories } from './ports.ts';

export type CorrectItemDeps = {
  readonly unitOfWork: UnitOfWork<
    Pick<CorrectionRepositories, 'corrections' | 'exams' | 'people' | 'remarkings'>
  >;
  readonly clock: Clock;
  readonly identifiers: Pick<Identifiers, 'uuid'>;
};

type CorrectItemInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Corrects the key of an item of a published exam. Attempts that are submitted from now on are marked by the
 * corrected item. A job marks the closed ones again. It locks each attempt, so it also waits for a submission
 * that began before.
 */
export const correctItem =
  ({ unitOfWork, clock, identifiers }: CorrectItemDeps) =>
  async ({ params, body, principal }: CorrectItemInput): Promise<Correction> =>
    unitOfWork.run(async ({ corrections, exams, people, remarkings }) => {
      await requireAccount({ people }, principal);
      const exam = publishedExamForTeacher(await exams.lock(params.id), principal);
      const { item, corrected } = correctedItem(await exams.listItems(exam.id), params.itemId, body);
      if ((await corrections.listOf(item.id)).length >= maxCorrections)
        throw new Problem('correction-limit-reached', {
          detail: `An item has at most ${maxCorrections} corrections. Mark its attempts by hand.`,
        });
      const correction: Correction = {
        id: identifiers.uuid(),
        examId: exam.id,
        itemId: item.id,
        credit: body.credit,
        key: corrected.key,
        earlierKey: item.key,
        correctedBy: principal.userId,
        createdAt: clock.now(),
        lastAttemptId: null,
        attemptsDone: 0,
        attemptsChanged: 0,
        attemptsFailed: 0,
        finishedAt: null,
      };
      await exams.updateItem(corrected);
      await corrections.insert(correction);
      await remarkings.schedule(correction.id);
      return correction;
    });
