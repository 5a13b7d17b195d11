import { answerWords } from './normalise-answer.ts';
import { rightVerdict, unanswered, type Verdict } from './verdict.ts';

/** Share of words in the same order (longest common subsequence) from which two wordings count as one. */
const nearVerbatim = 0.92;
const negations = new Set(
  'no not never none neither nor without cannot cant dont doesnt isnt arent wont hardly except unless'.split(
    ' ',
  ),
);
/** Words that turn a definition round although they are short. */
const decisiveWords = new Set(
  'all any before after above below more less least most only same different always never'.split(' '),
);
const linking = new Set(['is', 'are', 'means', 'was', 'were', 'mean', 'refers', 'to']);

export type ShortAnswerReference = { stem: string; key: string };

/** The reference or very nearly its wording is right, nothing is nothing, everything between is for the teacher. */
export const gradeShortAnswer = (response: string, { stem, key }: ShortAnswerReference): Verdict => {
  const given = withoutOpening(answerWords(response), new Set(answerWords(stem)));
  if (answerWords(response).length === 0) return unanswered;
  const reference = answerWords(key);
  const near = likeness(given, reference) >= nearVerbatim && sameDecisiveWords(given, reference);
  return near ? rightVerdict : { decided: false, remark: 'Your teacher will mark this answer.' };
};

/** “A valley is …” says no more than “…”: words of the question before a linking verb are dropped. */
const withoutOpening = (words: readonly string[], asked: ReadonlySet<string>): readonly string[] => {
  const link = words.findIndex((word) => linking.has(word));
  if (link < 1 || !words.slice(0, link).every((word) => asked.has(word))) return words;
  const rest = words.slice(link);
  return rest.slice(rest.findIndex((word) => !linking.has(word)));
};

const sameDecisiveWords = (left: readonly string[], right: readonly string[]): boolean => {
  const decisive = (words: readonly string[]) =>
    words.filter((word) => negations.has(word) || decisiveWords.has(word) || /\p{N}/u.test(word)).join(' ');
  return decisive(left) === decisive(right);
};

/** Twice the longest common subsequence over both lengths, from 0 to 1; nothing is like a far longer text. */
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
