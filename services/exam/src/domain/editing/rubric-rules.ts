import {
  defaultMaxCharacters,
  defaultSuggestedWords,
  maxCriteria,
  minCriteria,
} from '@ai-teacher/contracts/exam/rubric.ts';
import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import { findIn } from '../item-writing/drafts/find-quote.ts';
import {
  type AnswerLength,
  type Criterion,
  type ItemDraft,
  stemKeyOf,
} from '../item-writing/drafts/item-draft.ts';
import { pointsOf, withOwnQuotes } from '../item-writing/rubrics/criteria.ts';

type Given = {
  readonly type: ItemDraft['type'];
  readonly criteria?: readonly Criterion[] | undefined;
  readonly answerLength?: AnswerLength | undefined;
};

const defaultLength: AnswerLength = {
  suggestedWords: defaultSuggestedWords,
  maxCharacters: defaultMaxCharacters,
};

/** The rubric and the length that a teacher gives, with quotes in the words of the item's section. */
export const rubricOf = (
  { type, criteria, answerLength }: Given,
  { quote }: Pick<ItemDraft['source'], 'quote'>,
): Pick<ItemDraft, 'answerLength' | 'criteria'> => ({
  ...(criteria === undefined ? {} : { criteria: withOwnQuotes(criteria, quote) }),
  ...(answerLength !== undefined
    ? { answerLength }
    : type === 'long_answer'
      ? { answerLength: defaultLength }
      : {}),
});

/** The faults of the rubric of an item; of other items than long answers, that there is one. */
export function* rubricFaults({
  type,
  criteria,
  answerLength,
  points,
  source,
}: ItemDraft): Generator<InputFault> {
  if (type !== 'long_answer') {
    const message = 'must be absent: the item is no long answer';
    if (criteria !== undefined) yield { pointer: '/criteria', message };
    if (answerLength !== undefined) yield { pointer: '/answerLength', message };
    return;
  }
  if (criteria === undefined || criteria.length < minCriteria || criteria.length > maxCriteria) {
    yield { pointer: '/criteria', message: `must be ${minCriteria} to ${maxCriteria} for a long answer` };
    return;
  }
  if (new Set(criteria.map(({ criterionId }) => criterionId)).size < criteria.length)
    yield { pointer: '/criteria', message: 'must have different criterionIds' };
  if (new Set(criteria.map(({ label }) => stemKeyOf(label))).size < criteria.length)
    yield { pointer: '/criteria', message: 'must have different labels' };
  for (const [at, { quote }] of criteria.entries())
    if (findIn(source.quote, quote) === undefined)
      yield { pointer: `/criteria/${at}/quote`, message: 'must stand in the quote of the item' };
  const sum = pointsOf(criteria);
  if (sum <= 0) yield { pointer: '/criteria', message: 'must give more than 0 points in all' };
  else if (points !== sum)
    yield { pointer: '/points', message: `must be absent or the sum of the criteria, ${sum}` };
}
