import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { type Actor, ownAttempt } from '../exams/exam-rights.ts';
import type { ItemKey } from '../item-writing/drafts/item-draft.ts';
import type { ExamItem, World } from '../ports.ts';
import { isOver } from './start-attempt.ts';

/** Saves the response to one item of an attempt under way; the last one counts. */
export const saveResponse =
  ({ unitOfWork, clock }: World) =>
  async ({
    params,
    body,
    principal,
  }: {
    params: { id: string; itemId: string };
    body: { response: ItemKey };
    principal: Actor;
  }): Promise<void> =>
    unitOfWork.run(async ({ attempts, exams, responses }) => {
      const attempt = ownAttempt(await attempts.lock(params.id), principal);
      const now = clock.now();
      if (attempt.status === 'in_progress' && isOver(attempt, now))
        throw new Problem('attempt-deadline-passed');
      if (attempt.status !== 'in_progress')
        throw new Problem(
          attempt.closedBy === 'deadline' ? 'attempt-deadline-passed' : 'attempt-already-submitted',
        );
      const item = (await exams.listItems(attempt.examId)).find(
        ({ id }) => id === params.itemId.toLowerCase(),
      );
      if (item === undefined) throw new Problem('item-not-found');
      const response = fitting(item, body.response);
      await responses.save({ attemptId: attempt.id, itemId: item.id, response, savedAt: now });
    });

/** The response in the shape its item asks for; options of another item do not exist here. */
const fitting = (item: ExamItem, response: ItemKey): ItemKey => {
  const optionIds = new Set(item.options?.map(({ optionId }) => optionId));
  switch (item.type) {
    case 'single_choice':
      if (typeof response === 'string' && optionIds.has(response)) return response;
      throw unfit('must be the optionId of one of the item’s options');
    case 'multiple_choice':
      if (Array.isArray(response) && response.every((optionId) => optionIds.has(optionId)))
        return [...new Set(response)].sort();
      throw unfit('must be a list of optionIds of the item’s options');
    case 'true_false':
      if (typeof response === 'boolean') return response;
      throw unfit('must be true or false');
    case 'cloze':
    case 'short_answer':
      if (typeof response === 'string') return response;
      throw unfit('must be a text');
  }
};

const unfit = (message: string): Problem => {
  return new Problem('input-invalid', { errors: [{ pointer: '/response', message }] });
};
