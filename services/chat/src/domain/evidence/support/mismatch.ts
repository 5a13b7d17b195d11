import type { Term } from '@ai-teacher/language/terms.ts';
import type { QuestionKind } from '../asking-words.ts';

/** "Unit", "under", "until" and "uncle" begin with letters that deny nothing. */
const negationPattern =
  /\b(?:not|never|no|none|neither|nor|without|cannot|\w+n['’]t|un(?!i|der|til|less|cle)\w{4,}|fail(?:ed|s)?|lack(?:ed|s)?)\b/iu;
const degreePattern = /\b(?:\w{2,}est|most|least|first|last|only|main|primary)\b/giu;
const placePattern = /\bwhere\b|\b(?:what|which) (?:city|country|state|place|region|continent)\b/iu;
const numberWordPattern =
  /^(?:one|two|three|four|five|six|seven|eight|nine|ten|half|third|million|billion)$/u;
const dateNumberPattern = /^\d{3,4}s?$|^\d+(?:st|nd|rd|th)$/u;

const oppositePairs = `before after,first last,north south,east west,northern southern,eastern western,more less,
  most least,increase decrease,increased decreased,largest smallest,highest lowest,best worst,oldest newest,
  earliest latest,early late,begin end,began ended,win lose,won lost,inside outside,above below,high low,
  large small,long short,old new,male female,man woman,men women,father mother,son daughter,brother sister,
  king queen,positive negative,internal external,public private,legal illegal,accept reject,accepted rejected,
  strong weak,maximum minimum,minority majority,rich poor,allowed prohibited,accepted refused,support oppose,
  supported opposed,success failure,import export,buy sell,left right,hot cold,upper lower,rise fall,rose fell,
  gain loss,gained lost,few many,young old,major minor,common rare`;

const opposites: readonly (readonly [string, string])[] = oppositePairs.split(/,\s*/u).flatMap((pair) => {
  const [one = '', other = ''] = pair.split(' ');
  return [[one, other] as const, [other, one] as const];
});

export const isNumber = ({ key }: Pick<Term, 'key'>): boolean => /\p{N}/u.test(key);

/** Whether exactly one of the two texts denies something. */
export const disagrees = (question: string, sentence: string): boolean =>
  negationPattern.test(question) !== negationPattern.test(sentence);

/** Whether the words near the answer hold the opposite of a word of the question, but not the word itself. */
export const saysOpposite = (question: string, words: ReadonlySet<string>): boolean => {
  const asked = new Set(question.toLowerCase().match(/\p{L}+/gu));
  return opposites.some(([word, other]) => asked.has(word) && !words.has(word) && words.has(other));
};

/** Whether a degree of the question ("largest", "first") is missing from the words near the answer. */
export const lacksDegree = (question: string, words: ReadonlySet<string>): boolean =>
  (question.match(degreePattern) ?? []).some((word) => !words.has(word.toLowerCase()));

export const asksPlace = (question: string): boolean => placePattern.test(question);

/** Whether a word can be the answer, or a part of the answer, to a question of this kind. */
export const fitsKind = (term: Term, kind: QuestionKind, question: string): boolean => {
  if (kind === 'time') return dateNumberPattern.test(term.key);
  if (kind === 'number') return isNumber(term) || numberWordPattern.test(term.key);
  return kind === 'person' || asksPlace(question) ? term.named && !isNumber(term) : true;
};
