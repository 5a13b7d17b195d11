import {
  functionWordsFor,
  languageOf,
  spacelessScaffoldingPattern,
} from '@ai-teacher/language/function-words.ts';
import { remembering } from '@ai-teacher/language/memory/remembering.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term, termLikeness } from '@ai-teacher/language/terms.ts';
import { isAsking } from './frame-words.ts';
import { firstAsking } from './question-words.ts';

const maxQuestionTerms = 64;

/**
 * The terms of a question that say what it is about; none of it when it is made of function words alone ("And
 * why?").
 */
export const contentTerms = (question: string): readonly Term[] => contentBefore(question);

const contentOf = (question: string): readonly Term[] => {
  const terms = allTerms(question.replace(spacelessScaffoldingPattern, ' '));
  const functionWords = functionWordsFor(terms.map((term) => term.key));
  const content = terms.filter(({ key, named }) => !functionWords.has(key) && (named || [...key].length > 1));
  const asking = firstAsking(plainSpelling(question))?.words ?? [];
  const subject = content.filter(
    ({ spellings }) => !spellings.some((spelling) => isAsking(spelling) || asking.includes(spelling)),
  );
  return subject.length > 0 ? subject : content;
};

/** The steps of one answer read the same question many times. */
export const maxQuestions = 64;
const contentBefore = remembering(maxQuestions, contentOf);

/**
 * The terms of a question that are compared with the material, each term once. A question of function words
 * alone keeps them all.
 */
export const questionTerms = (question: string): readonly Term[] => termsBefore(question);

const termsOf = (question: string): readonly Term[] => {
  const content = contentTerms(question);
  const kept = content.length > 0 ? content : allTerms(question);
  // German writes every noun with a capital: there only numbers are names for certain.
  const capitalsName = languageOf(question) !== 'de';
  const unique = [...new Map(kept.toReversed().map((term) => [term.key, term])).values()].toReversed();
  return bothEnds(unique).map((term) => ({
    ...term,
    named: term.named && (capitalsName || /\p{N}/u.test(term.key)),
  }));
};

const termsBefore = remembering(maxQuestions, termsOf);

/**
 * A long message says what it wants at its beginning or at its end; what lies between would only cost time.
 */
const bothEnds = (terms: readonly Term[]): readonly Term[] => {
  if (terms.length <= maxQuestionTerms) return terms;
  return [...terms.slice(0, maxQuestionTerms / 2), ...terms.slice(-maxQuestionTerms / 2)];
};

/** For each question term, how well one word matches it; undefined for a word that matches none. */
export type Likeness = readonly number[] | undefined;

/** Words that are alike begin with the same letters, in one of their spellings. */
export const beginningsOf = ({ key, spellings }: Term): string[] =>
  [key, ...spellings].map((spelling) => spelling.slice(0, alikeBeginning));
const alikeBeginning = 2;

/**
 * Remembers the likeness of each word, because the passages of one search repeat their words. Most words
 * begin otherwise than each word of the question, which is found out without a comparison.
 */
export const likenessTo = (asked: readonly Term[]): ((term: Term) => Likeness) => {
  const known = new Map<string, Likeness>();
  const beginnings = new Set(asked.flatMap(beginningsOf));
  const compared = (term: Term): Likeness => {
    if (!beginningsOf(term).some((beginning) => beginnings.has(beginning))) return undefined;
    const values = asked.map((one) => termLikeness(one, term));
    return values.some((value) => value > 0) ? values : undefined;
  };
  return (term) => {
    const { key } = term;
    const before = known.get(key);
    if (before !== undefined || known.has(key)) return before;
    const likeness = compared(term);
    known.set(key, likeness);
    return likeness;
  };
};

/** Whether a text has a word like one of the terms. */
export const sharesTerm = (asked: readonly Term[], text: string): boolean => {
  const likenessOf = likenessTo(asked);
  return allTerms(text).some((term) => likenessOf(term) !== undefined);
};
