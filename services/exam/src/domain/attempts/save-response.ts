import type { saveResponse as contract } from '@ai-teacher/contracts/exam/attempts.ts';
import { maxNumericCharacters } from '@ai-teacher/contracts/exam/items.ts';
import { defaultMaxCharacters } from '@ai-teacher/contracts/exam/rubric.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { ExamItem } from '../exams/ports.ts';
import { type ItemKey, isList, isMatches } from '../item-writing/drafts/item-draft.ts';
import { attemptForStudent, isOverdue } from './attempt.ts';
import type { Attempt, AttemptRepositories } from './ports.ts';

export type SaveResponseDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'attempts' | 'exams' | 'responses'>>;
  readonly clock: Clock;
};

/**
 * Saves the response to one item of an open attempt. A later response replaces an earlier one, and null
 * clears it.
 */
export const saveResponse =
  ({ unitOfWork, clock }: SaveResponseDeps) =>
  async ({
    params,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>): Promise<void> =>
    unitOfWork.run(async ({ attempts, exams, responses }) => {
      const attempt = attemptForStudent(await attempts.lock(params.id), principal);
      const now = clock.now();
      assertOpen(attempt, now);
      const items = await exams.listItems(attempt.examId);
      const item = items.find(({ id }) => id === params.itemId.toLowerCase());
      if (item === undefined) throw new Problem('item-not-found');
      if (body.response === null) return responses.clear({ attemptId: attempt.id, itemId: item.id });
      const response = validResponse(item, body.response);
      await responses.save({ attemptId: attempt.id, itemId: item.id, response, savedAt: now });
    });

const assertOpen = (attempt: Attempt, now: Date): void => {
  if (attempt.status === 'in_progress' && isOverdue(attempt, now))
    throw new Problem('attempt-deadline-passed');
  if (attempt.status !== 'in_progress')
    throw new Problem(
      attempt.closedBy === 'deadline' ? 'attempt-deadline-passed' : 'attempt-already-submitted',
    );
};

/**
 * Returns the response in the shape that the item's type demands. Accepts the optionIds of this item only.
 *
 * @throws Problem `input-invalid` for every other response.
 */
const validResponse = (item: ExamItem, response: ItemKey): ItemKey => {
  const optionIds = new Set(item.options?.map(({ optionId }) => optionId));
  switch (item.type) {
    case 'single_choice':
      if (typeof response === 'string' && optionIds.has(response)) return response;
      throw invalidResponse('must be the optionId of one of the item’s options');
    case 'multiple_choice':
      if (isList(response) && response.every((optionId) => optionIds.has(optionId)))
        return [...new Set(response)].sort();
      throw invalidResponse('must be a list of optionIds of the item’s options');
    case 'true_false':
      if (typeof response === 'boolean') return response;
      throw invalidResponse('must be true or false');
    case 'cloze':
    case 'short_answer':
      if (typeof response === 'string') return response;
      throw invalidResponse('must be text');
    case 'long_answer':
      return validLongAnswer(item, response);
    case 'ordering':
      if (isList(response) && isOrderOf(response, optionIds)) return response;
      throw invalidResponse('must be a list of every optionId of the item, each once');
    case 'matching':
      return validMatches(item, response, optionIds);
    case 'numeric':
      if (typeof response === 'string' && response.length <= maxNumericCharacters) return response;
      throw invalidResponse(`must be text of at most ${maxNumericCharacters} characters`);
  }
};

const validLongAnswer = ({ answerLength }: ExamItem, response: ItemKey): ItemKey => {
  const max = answerLength?.maxCharacters ?? defaultMaxCharacters;
  if (typeof response === 'string' && response.length <= max) return response;
  throw invalidResponse(`must be text of at most ${max} characters`);
};

const isOrderOf = (response: readonly string[], optionIds: ReadonlySet<string>): boolean =>
  response.length === optionIds.size && [...optionIds].every((optionId) => response.includes(optionId));

/** Some prompts may have no option yet. An option that is chosen twice is correct at most once. */
const validMatches = (
  { prompts = [] }: ExamItem,
  response: ItemKey,
  optionIds: ReadonlySet<string>,
): ItemKey => {
  const promptIds = new Set(prompts.map(({ promptId }) => promptId));
  const isValid =
    isMatches(response) &&
    Object.entries(response).every(
      ([promptId, optionId]) => promptIds.has(promptId) && optionIds.has(optionId),
    );
  if (isValid) return response;
  throw invalidResponse('must be an object with optionIds of the item for promptIds of the item');
};

const invalidResponse = (message: string): Problem =>
  new Problem('input-invalid', { errors: [{ pointer: '/response', message }] });
