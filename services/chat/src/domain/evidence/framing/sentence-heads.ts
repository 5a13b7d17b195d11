import { allTerms, type Term, termLikeness } from '@ai-teacher/language/terms.ts';
import { foldedOf, foldedSentence, type Passage, termedSentencesOf } from '../passage.ts';
import { definitionScorer, minDefinition } from '../question-kind.ts';

/** Room for an article before the term. */
const maxLeadTerms = 2;

const isHead = (run: readonly Term[], sentence: readonly Term[]): boolean => {
  const head = sentence.slice(0, run.length + maxLeadTerms);
  return run.every((term) => head.some((word) => termLikeness(term, word) > 0));
};

/** Whether a sentence of the passages begins with the terms; an article may stand before them. */
export const headsSentence = (terms: readonly Term[], passages: readonly Passage[]): boolean =>
  passages.some((passage) => termedSentencesOf(passage).some((sentence) => isHead(terms, sentence.terms)));

/** Whether a sentence of the passages defines the term. */
export const isDefined = (term: Term, passages: readonly Passage[]): boolean => {
  const scoreOf = definitionScorer([term]);
  return passages.some((passage) =>
    termedSentencesOf(passage).some(({ sentence }) => scoreOf(foldedOf(sentence)) >= minDefinition),
  );
};

/** Whether a sentence begins with the terms, or defines one of them by the others: "Cirrus is a cloud". */
export const isAbout = (terms: readonly Term[], sentence: string): boolean => {
  const words = allTerms(sentence);
  const holds = (term: Term): boolean => words.some((word) => termLikeness(term, word) > 0);
  const folded = foldedSentence(sentence);
  const defines = (term: Term): boolean => definitionScorer([term])(folded) >= minDefinition;
  return isHead(terms, words) || (terms.every(holds) && terms.some(defines));
};
