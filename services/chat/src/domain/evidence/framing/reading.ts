import { rememberingBeside } from '@ai-teacher/language/memory/remembering.ts';
import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { type Passage, termedSentencesOf } from '../passage.ts';
import { maxQuestions } from '../question-terms.ts';
import { likeWordsTo } from '../ranking/like-words.ts';
import { isParticle } from './clause-grammars.ts';
import type { Reading } from './frame-clauses.ts';
import { isOfAsking } from './frame-families.ts';
import { headsSentence } from './sentence-heads.ts';

type Known = readonly ReadonlySet<string>[];

/** The keys of a question's terms that each passage contains. */
const knownIn = (question: string, passages: readonly Passage[]): Known => {
  const terms = allTerms(question);
  const likeWordsIn = likeWordsTo(terms);
  const keysLike = (likeness: readonly number[]): string[] =>
    terms.flatMap(({ key }, at) => ((likeness[at] ?? 0) > 0 ? [key] : []));
  return passages.map(
    (passage) => new Set(likeWordsIn(passage).flatMap(({ likeness }) => keysLike(likeness))),
  );
};
const knownBefore = rememberingBeside(maxQuestions, knownIn);

/** The reading of a question's words in one language, beside the passages. */
export const readingOf = (question: string, passages: readonly Passage[], language: string): Reading => {
  // Most questions are read without the passages, which takes longer than the rest.
  const known = (): Known => knownBefore(question, passages);
  const isKnown = ({ key }: Term): boolean =>
    known().some((keys) => keys.has(key)) && !isParticle(plainSpelling(key), language);
  const isInPassages = (key: string): boolean =>
    passages.some((passage) =>
      termedSentencesOf(passage).some(({ terms: words }) => words.some((word) => word.key === key)),
    );
  return {
    language,
    isKnown,
    // "Mars" is like "mark". In German every noun has a capital.
    isWritten: (term) => isKnown(term) && (!term.named || language === 'de' || isInPassages(term.key)),
    isInOnePassage: (subject) => known().some((keys) => subject.every(({ key }) => keys.has(key))),
    isHead: (subject) => headsSentence(subject, passages),
    isFrame: (term) => isOfAsking(term, language),
  };
};
