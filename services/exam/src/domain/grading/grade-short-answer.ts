import { correct, unanswered, undecided, type Verdict } from './verdict.ts';
import { negations } from './words/negations.ts';
import { answerWords } from './words/normalise-answer.ts';

/**
 * Share of words in the same order (longest common subsequence) from which two wordings count as the same.
 */
const minLikeness = 0.92;
/** Short words that change the meaning of a definition. */
const decisiveWords = new Set(
  'all any before after above below more less least most only same different always never'.split(' '),
);
const linkingWords = new Set(['is', 'are', 'means', 'was', 'were', 'mean', 'refers', 'to']);

export type ShortAnswerReference = { stem: string; key: string };

/**
 * Accepts the reference and near-verbatim wordings of it. An empty response earns nothing.
 * Leaves every other response to the teacher.
 */
export const gradeShortAnswer = (response: string, { stem, key }: ShortAnswerReference): Verdict => {
  const given = withoutRestatedQuestion(answerWords(response), new Set(answerWords(stem)));
  if (answerWords(response).length === 0) return unanswered;
  const reference = answerWords(key);
  const isNearVerbatim = likeness(given, reference) >= minLikeness && sameDecisiveWords(given, reference);
  return isNearVerbatim ? correct : undecided;
};

/** Drops words of the question before a linking verb, because “A valley is …” says no more than “…”. */
const withoutRestatedQuestion = (words: readonly string[], asked: ReadonlySet<string>): readonly string[] => {
  const verbAt = words.findIndex((word) => linkingWords.has(word));
  if (verbAt < 1 || !words.slice(0, verbAt).every((word) => asked.has(word))) return words;
  const rest = words.slice(verbAt);
  return rest.slice(rest.findIndex((word) => !linkingWords.has(word)));
};

const sameDecisiveWords = (left: readonly string[], right: readonly string[]): boolean => {
  const decisive = (words: readonly string[]) =>
    words.filter((word) => negations.has(word) || decisiveWords.has(word) || /\p{N}/u.test(word)).join(' ');
  return decisive(left) === decisive(right);
};

/**
 * Twice the longest common subsequence over the sum of both lengths, from 0 to 1.
 * Returns 0 when one text is shorter than 80 % of the other.
 */
const likeness = (left: readonly string[], right: readonly string[]): number => {
  const total = left.length + right.length;
  if (total === 0 || Math.min(left.length, right.length) / Math.max(left.length, right.length) < 0.8)
    return 0;
  let last = new Array<number>(right.length + 1).fill(0);
  for (const word of left) {
    const current = [0];
    for (const [at, other] of right.entries()) {
      current.push(word === other ? (last[at] ?? 0) + 1 : Math.max(last[at + 1] ?? 0, current[at] ?? 0));
    }
    last = current;
  }
  return (2 * (last[right.length] ?? 0)) / total;
};
