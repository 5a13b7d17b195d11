import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { termKeyOf } from '@ai-teacher/language/words.ts';
import { normaliseAnswer } from './normalise-answer.ts';
import { correct, incorrect, unanswered, type Verdict } from './verdict.ts';

/** Accepted misspelt letters by the length of the key. Shorter keys resemble too many other words. */
const acceptedEdits = [
  { minLetters: 9, maxEdits: 2 },
  { minLetters: 5, maxEdits: 1 },
];

export type ClozeReference = { key: string; confusable: readonly string[] };

/**
 * Accepts the key in any case, with or without an article, in singular or plural. Accepts a small misspelling
 * of the key unless another term is as similar to the response. Never accepts a different number.
 */
export const gradeCloze = (response: string, { key, confusable }: ClozeReference): Verdict => {
  const given = normaliseAnswer(response);
  const expected = normaliseAnswer(key);
  if (given === '') return unanswered;
  if (given === expected) return correct;
  const others = confusable.map(normaliseAnswer);
  if (others.includes(given)) return incorrect;
  if (/\p{N}/u.test(given) || /\p{N}/u.test(expected)) return incorrect;
  if (termKeyOf(given) === termKeyOf(expected)) return correct;
  return isMisspelling(given, expected, others)
    ? { decided: true, share: 1, remark: `This answer is correct. The correct spelling is “${key}”.` }
    : incorrect;
};

const isMisspelling = (given: string, expected: string, others: readonly string[]): boolean => {
  const letterCount = Array.from(expected).length;
  const maxEdits = acceptedEdits.find(({ minLetters }) => letterCount >= minLetters)?.maxEdits ?? 0;
  const distance = editDistance(given, expected, maxEdits);
  if (distance > maxEdits) return false;
  return others.every((other) => editDistance(given, other, distance) > distance);
};
