import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, type Term } from '@ai-teacher/language/terms.ts';
import { type Passage, termedSentencesOf } from '../passage.ts';
import { likenessTo } from '../question-terms.ts';
import { isParticle } from './clause-grammars.ts';
import type { Reading } from './frame-clauses.ts';
import { isOfAsking } from './frame-families.ts';
import { headsSentence } from './sentence-heads.ts';

/** How the words of a question are read in one language, beside the passages. */
export const readingOf = (question: string, passages: readonly Passage[], language: string): Reading => {
  const terms = allTerms(question);
  const likenessOf = likenessTo(terms);
  const knownIn = (passage: Passage): ReadonlySet<string> =>
    new Set(
      termedSentencesOf(passage)
        .flatMap(({ terms: words }) => words)
        .flatMap((word) => terms.filter((_term, at) => (likenessOf(word)?.[at] ?? 0) > 0))
        .map(({ key }) => key),
    );
  // Most questions are read without the passages, which takes longer than the rest.
  let found: readonly ReadonlySet<string>[] | undefined;
  const known = (): readonly ReadonlySet<string>[] => {
    found ??= passages.map(knownIn);
    return found;
  };
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
