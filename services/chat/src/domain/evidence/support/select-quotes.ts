import { functionWordsFor } from '@ai-teacher/language/function-words.ts';
import { readable } from '@ai-teacher/language/quotes.ts';
import type { Term } from '@ai-teacher/language/terms.ts';
import { beginsWithPronoun } from '../leans-on-earlier.ts';
import { type Passage, termedSentencesOf } from '../passage.ts';
import { questionKind } from '../question-kind.ts';
import { likenessTo, questionTerms } from '../question-terms.ts';
import type { RankedSentence } from '../ranking/rank-sentences.ts';

export type Quote = { readonly passage: Passage; readonly quote: string };

/** A further sentence is quoted when its score is at least this share of the best score. */
const minShareOfBest = 0.85;
/** From this share on the ranking cannot say which of two sentences answers a question without a kind. */
const minShareOfEqual = 0.9;
const maxQuotes = 3;

/**
 * The best sentence, and further ones that add something to it: a term of the question that the quotes before
 * lack, another fact of the asked kind, or other words where the question has no kind. A sentence that begins
 * with a pronoun is quoted with the sentence before it, which names its subject. The README has the share of
 * right answers and their length.
 *
 * @param ranked the sentences that support an answer, best first.
 */
export const selectQuotes = (question: string, ranked: readonly RankedSentence[]): Quote[] => {
  const adds = additionOf(question);
  const selected: RankedSentence[] = [];
  const seen = new Set<string>();
  const best = ranked[0]?.score ?? 0;
  for (const entry of ranked) {
    const text = readable(entry.sentence.text);
    if (selected.length >= maxQuotes || entry.score < best * minShareOfBest) break;
    // The same book twice, or passages that overlap.
    if (seen.has(text)) continue;
    seen.add(text);
    if (selected.length === 0 || adds(selected, entry, entry.score / best)) selected.push(entry);
  }
  return selected.map(quoteOf);
};

/** The quote of a sentence. */
export const quoteOf = (entry: RankedSentence): Quote => ({
  passage: entry.passage,
  quote: readable(withSubject(entry)),
});

/** Makes the test whether a sentence adds something to the sentences before it. */
const additionOf = (question: string) => {
  const likenessOf = likenessTo(questionTerms(question));
  const kind = questionKind(question);
  const isFact = ({ key, named }: Term): boolean => (kind === 'person' ? named : /\p{N}/u.test(key));
  const askedIn = (terms: readonly Term[]): number[] =>
    terms.flatMap((term) => likenessOf(term)?.flatMap((value, at) => (value > 0 ? [at] : [])) ?? []);
  return (selected: readonly RankedSentence[], entry: RankedSentence, shareOfBest: number): boolean => {
    const held = selected.flatMap(termsOf);
    const own = termsOf(entry);
    const covered = new Set(askedIn(held));
    if (askedIn(own).some((at) => !covered.has(at))) return true;
    const known = new Set(held.map(({ key }) => key));
    const grammar = functionWordsFor(own.map(({ key }) => key));
    const added = own.filter(({ key }) => !known.has(key) && !grammar.has(key));
    if (kind === 'other' || kind === 'definition') return added.length > 0 && shareOfBest >= minShareOfEqual;
    return added.some((term) => isFact(term) && likenessOf(term) === undefined);
  };
};

const placeOf = ({ passage, sentence }: RankedSentence): number =>
  termedSentencesOf(passage).findIndex((one) => one.sentence.start === sentence.start);

const termsOf = (entry: RankedSentence): readonly Term[] =>
  termedSentencesOf(entry.passage)[placeOf(entry)]?.terms ?? [];

/** The sentence as it stands in the passage, with the one before it when its subject is a pronoun. */
const withSubject = (entry: RankedSentence): string => {
  const { passage, sentence } = entry;
  if (!beginsWithPronoun(sentence.text)) return sentence.text;
  const before = termedSentencesOf(passage)[placeOf(entry) - 1];
  return before === undefined ? sentence.text : passage.text.slice(before.sentence.start, sentence.end);
};
