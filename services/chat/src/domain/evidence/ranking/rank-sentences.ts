import { functionWordsFor, isLight } from '@ai-teacher/language/function-words.ts';
import { rememberingBeside } from '@ai-teacher/language/memory/remembering.ts';
import type { Sentence } from '@ai-teacher/language/sentences.ts';
import type { Term } from '@ai-teacher/language/terms.ts';
import { captionAbove, foldedOf, isRow, type Passage, type TermedSentence, valuesOf } from '../passage.ts';
import { canAnswer, definitionScorer, questionKind, unitTest } from '../question-kind.ts';
import { maxQuestions, questionTerms, sharesTerm } from '../question-terms.ts';
import { bestOf, type MeasuredPassage, passageMeasure, type SentenceTerms } from './measure-passage.ts';

/** Measures of a sentence as an answer to a question; all between 0 and 1. */
export type SentenceFeatures = {
  /** Share of the question's term weight that the sentence contains. */
  coverage: number;
  /** The same for the sentence with its neighbours, the headings and the title. */
  contextCoverage: number;
  /** The same for the whole passage. */
  passageCoverage: number;
  /** Share of the question's names and numbers that the passage contains; 1 for a question without any. */
  namedCoverage: number;
  /** Number of matching terms; five or more count as 1, so that a single common word counts little. */
  evidence: number;
  /** For a question about a definition: how clearly the sentence defines the term ("X is …"). */
  defines: number;
  /** Share of neighbouring pairs of question terms that are close together in the sentence. */
  proximity: number;
  /** 1 when the sentence can contain the asked information (a date, a number, a name), otherwise 0. */
  kindFits: number;
  /** 1 for the first passage of the search, decreasing with the rank. */
  rank: number;
  /** Share of the sentence's terms that the question does not have. */
  novelty: number;
  /** 1 for a complete sentence; headings, table rows and program lines are not complete. */
  finished: number;
  /** 1 for a sentence of up to 25 terms, decreasing with further terms. */
  brevity: number;
};

export type RankedSentence = {
  passage: Passage;
  sentence: Sentence;
  features: SentenceFeatures;
  score: number;
};

type Weights = readonly (readonly [keyof SentenceFeatures, number])[];

const weightList = (weights: Partial<Record<keyof SentenceFeatures, number>>): Weights =>
  Object.entries(weights) as [keyof SentenceFeatures, number][];

/**
 * Rounded logistic regressions over half of the articles of SQuAD 2.0's dev set. The README states the
 * results on the other half.
 */
const rankWeights = weightList({
  coverage: 3.2,
  contextCoverage: 3.2,
  passageCoverage: 1.8,
  namedCoverage: 2,
  evidence: 3.6,
  proximity: 1.5,
  kindFits: 1.4,
  defines: 3.5,
  rank: 1,
  novelty: -2,
  finished: 1.5,
  brevity: 0.2,
});

const supportWeights = weightList({
  coverage: 0.3,
  contextCoverage: 2.5,
  passageCoverage: 0.3,
  namedCoverage: 1.7,
  evidence: 0.8,
  proximity: 0.1,
  kindFits: 2,
  novelty: -2.6,
});
const supportBias = -4;

/** A heading or row that repeats the question's words is no answer. A sentence may add one word only. */
const minFreshTerms = 3;

/**
 * Ranks the sentences of the passages that share a term with the question, best support first. A sentence
 * that only repeats the question, or asks a question itself, is left out. With `repeats` all sentences are
 * ranked: the best support of a claim is the sentence that states the same.
 */
export const rankSentences = (
  question: string,
  passages: readonly Passage[],
  { repeats = false }: { repeats?: boolean } = {},
): readonly RankedSentence[] =>
  repeats ? rank(question, passages, repeats) : rankedBefore(question, passages);

const rank = (question: string, passages: readonly Passage[], repeats = false): readonly RankedSentence[] => {
  const asked = questionTerms(question);
  const kind = questionKind(question);
  const measured = passages.map(passageMeasure(asked));
  const weights = weightsOf(
    asked,
    measured.flatMap(({ sentences }) => sentences),
  );
  const hasUnit = unitTest(question);
  const definitionScore = kind === 'definition' ? definitionScorer(asked) : () => 0;
  const ranked = measured.flatMap((entry, passageIndex) =>
    entry.sentences.flatMap((measuredSentence, index): RankedSentence[] => {
      const { terms, sentence, likeness, match, answersNothing, finished } = measuredSentence;
      if (!repeats && match.every((value) => value === 0)) return [];
      const fresh = terms.filter((_term, at) => likeness[at] === undefined);
      if (!repeats && (answersNothing || !addsWords(measuredSentence, fresh))) return [];
      if (!repeats && kind === 'definition' && isPartialRow(measuredSentence, asked)) return [];
      const features: SentenceFeatures = {
        ...coverageOf(entry, index, asked, weights),
        defines: definitionScore(foldedOf(sentence)),
        proximity: proximityOf(asked, measuredSentence),
        kindFits: canAnswer(kind, sentence.text, fresh) && hasUnit(sentence.text) ? 1 : 0,
        rank: 1 / (1 + passageIndex / 2),
        novelty: terms.length === 0 ? 0 : fresh.length / terms.length,
        finished,
        brevity: Math.min(1, 25 / Math.max(1, terms.length)),
      };
      return [{ passage: entry.passage, sentence, features, score: weigh(features, rankWeights) }];
    }),
  );
  return ranked.sort((one, other) => other.score - one.score);
};

/** Whether a further search is needed, what the book defines and what it supports ask for one ranking. */
const rankedBefore = rememberingBeside(maxQuestions, rank);

/** Whether a sentence says more than the question: a content word, or three words of any kind. */
const addsWords = ({ sentence, terms, finished }: TermedSentence, fresh: readonly Term[]): boolean => {
  if (fresh.length >= minFreshTerms) return true;
  const grammar = functionWordsFor(terms.map(({ key }) => key));
  return (finished > 0 || isRow(sentence.text)) && fresh.some(({ key }) => !grammar.has(key));
};

/**
 * Whether a row of a table lacks a word of the question. The name of a column alone ("Evaporation: 12 mm")
 * defines nothing.
 */
const isPartialRow = ({ sentence, match }: SentenceTerms, asked: readonly Term[]): boolean =>
  isRow(sentence.text) &&
  ((asked.length === 1 && !sharesTerm(asked, valuesOf(sentence.text))) ||
    asked.some(({ key }, at) => match[at] === 0 && !isLight(key)));

const coverageOf = (
  { sentences, heading, whole }: MeasuredPassage,
  index: number,
  asked: readonly Term[],
  weights: readonly number[],
): Pick<
  SentenceFeatures,
  'coverage' | 'contextCoverage' | 'passageCoverage' | 'namedCoverage' | 'evidence'
> => {
  const { match = [], leans = false } = sentences[index] ?? {};
  const [before, after] = [sentences[index - 1]?.match, sentences[index + 1]?.match];
  // "A front is … It brings hours of rain": the sentence before a pronoun names the subject.
  const here = bestOf(asked.length, [match, leans && match.some((value) => value > 0) ? before : undefined]);
  const beside = [before, after, captionAbove(sentences, index)?.match];
  const named = asked.map((term) => (term.named ? 1 : 0));
  return {
    coverage: weighted(here, weights),
    contextCoverage: weighted(bestOf(asked.length, [heading, here, ...beside]), weights),
    passageCoverage: weighted(whole, weights),
    namedCoverage: weighted(whole, named),
    evidence: Math.min(1, here.reduce((sum, value) => sum + value, 0) / 5),
  };
};

const weigh = (features: SentenceFeatures, weights: Weights): number =>
  weights.reduce((sum, [name, weight]) => sum + weight * features[name], 0);

/** The probability, between 0 and 1, that the best sentence of a search answers the question. */
export const supportOf = (features: SentenceFeatures): number => {
  return 1 / (1 + Math.exp(-(supportBias + weigh(features, supportWeights))));
};

const weighted = (match: readonly number[], weights: readonly number[]): number => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return 1;
  return match.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / total;
};

/**
 * Weighs each question term by its rarity among the sentences that the search returned. These are all about
 * the topic, so a term that occurs in every sentence does not show which sentence answers; a rare term does.
 */
const weightsOf = (asked: readonly Term[], sentences: readonly SentenceTerms[]): number[] => {
  return asked.map((term, i) => {
    const holding = sentences.filter((entry) => (entry.match[i] ?? 0) > 0).length;
    const rarity = Math.log(1 + (sentences.length + 1) / (holding + 1));
    return rarity * (term.named ? 1.3 : 1) * (isLight(term.key) ? 0.5 : 1);
  });
};

/** The share of neighbouring question terms that are at most five words apart in the sentence. */
const proximityOf = (asked: readonly Term[], { terms, likeness, match }: SentenceTerms): number => {
  if (asked.length < 2) return match.some((value) => value > 0) ? 1 : 0;
  const places = asked.map((_one, i) =>
    terms.flatMap(({ position }, at) => ((likeness[at]?.[i] ?? 0) > 0 ? [position] : [])),
  );
  let close = 0;
  for (let i = 1; i < places.length; i += 1) {
    const before = places[i - 1] ?? [];
    if (places[i]?.some((at) => before.some((other) => Math.abs(at - other) <= 5))) close += 1;
  }
  return close / (places.length - 1);
};
