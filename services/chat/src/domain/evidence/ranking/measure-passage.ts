import type { Term } from '@ai-teacher/language/terms.ts';
import { headingTermsOf, type Passage, type TermedSentence, termedSentencesOf } from '../passage.ts';
import { type Likeness, likenessTo } from '../question-terms.ts';
import { likeWordsTo } from './like-words.ts';

export type SentenceTerms = TermedSentence & {
  /** The likeness of each term to the terms of the question; undefined for a term without likeness. */
  likeness: Likeness[];
  /** For each question term, how well it matches the sentence. */
  match: number[];
};

export type MeasuredPassage = {
  passage: Passage;
  sentences: SentenceTerms[];
  /** For each question term, how well it matches the title and the headings. */
  heading: number[];
  /** The same for the whole passage. */
  whole: number[];
};

/** Makes the measure of passages beside the terms of a question. */
export const passageMeasure = (asked: readonly Term[]): ((passage: Passage) => MeasuredPassage) => {
  const likenessOf = likenessTo(asked);
  const likeWordsIn = likeWordsTo(asked, likenessOf);
  return (passage) => {
    const found = new Map<number, Likeness[]>();
    for (const { places, likeness } of likeWordsIn(passage))
      for (const [sentence, term] of places) {
        const inSentence = found.get(sentence) ?? [];
        inSentence[term] = likeness;
        found.set(sentence, inSentence);
      }
    const sentences = termedSentencesOf(passage).map((termed, at): SentenceTerms => {
      const likeness = found.get(at) ?? [];
      return { ...termed, likeness, match: bestOf(asked.length, likeness) };
    });
    const heading = bestOf(asked.length, headingTermsOf(passage).map(likenessOf));
    const whole = bestOf(asked.length, [heading, ...sentences.map(({ match }) => match)]);
    return { passage, sentences, heading, whole };
  };
};

/** For each of `length` question terms, the best of the matches. */
export const bestOf = (length: number, matches: readonly Likeness[]): number[] => {
  const best = new Array<number>(length).fill(0);
  for (const match of matches)
    if (match !== undefined)
      for (let at = 0; at < length; at += 1) best[at] = Math.max(best[at] ?? 0, match[at] ?? 0);
  return best;
};
