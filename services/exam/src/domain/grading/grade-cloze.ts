import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { termKeyOf } from '@ai-teacher/language/words.ts';
import { normaliseAnswer } from './normalise-answer.ts';
import { rightVerdict, unanswered, type Verdict, wrong } from './verdict.ts';

/** Letters a word may be off by its length: short words have too many neighbours to forgive anything. */
const forgiven = [
  { fromLength: 9, letters: 2 },
  { fromLength: 5, letters: 1 },
];

export type ClozeReference = { key: string; confusable: readonly string[] };

/**
 * The key itself, in any case, with or without article, in singular or plural; or with a small slip of spelling,
 * as long as no other term of the material is as near. Numbers are never forgiven.
 */
export const gradeCloze = (response: string, { key, confusable }: ClozeReference): Verdict => {
  const given = normaliseAnswer(response);
  const right = normaliseAnswer(key);
  if (given === '') return unanswered;
  if (given === right) return rightVerdict;
  const others = confusable.map(normaliseAnswer);
  if (others.includes(given)) return wrong;
  if (/\p{N}/u.test(given) || /\p{N}/u.test(right)) return wrong;
  if (termKeyOf(given) === termKeyOf(right)) return rightVerdict;
  return isSlip(given, right, others)
    ? { decided: true, share: 1, remark: `Right; it is spelt “${key}”.` }
    : wrong;
};

const isSlip = (given: string, right: string, others: readonly string[]): boolean => {
  const limit = forgiven.find(({ fromLength }) => Array.from(right).length >= fromLength)?.letters ?? 0;
  const distance = editDistance(given, right, limit);
  if (distance > limit) return false;
  return others.every((other) => editDistance(given, other, distance) > distance);
};
