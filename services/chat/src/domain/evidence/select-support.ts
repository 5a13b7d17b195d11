import type { Passage } from './passage.ts';
import { type RankedSentence, rankSentences, supportOf } from './rank-sentences.ts';
import { isSpaceless, questionTerms } from './terms.ts';
import { readable, standsIn } from './verify-quote.ts';

/**
 * Calibrated with bench/abstention.ts: below it the best sentence is more likely irrelevant (figures in the
 * README).
 */
const supportThreshold = 0.32;
/**
 * N-grams across two words of the question rarely occur again, so the same evidence yields a lower
 * probability.
 */
const spacelessSupportThreshold = 0.2;
/** A further sentence is quoted when its score is at least this share of the best score. */
const minShareOfBest = 0.85;
const maxQuotes = 3;

export type Support = {
  supported: boolean;
  /** Probability that the best sentence answers, between 0 and 1. */
  confidence: number;
  quotes: { passage: Passage; quote: string }[];
  /** Passages by the score of their best sentence, for an answer that names pages instead. */
  nearest: Passage[];
};

/** Selects the sentences that answer a question; `supported` is false when no passage answers. */
export const selectSupport = (question: string, passages: readonly Passage[]): Support => {
  const ranked = rankSentences(question, passages);
  const best = ranked[0];
  const confidence = best === undefined ? 0 : supportOf(best.features);
  const nearest = [...new Set(ranked.map((entry) => entry.passage))];
  const asksNothing = questionTerms(question).length === 0;
  if (best === undefined || asksNothing || confidence < thresholdFor(question)) {
    return {
      supported: false,
      confidence,
      quotes: [],
      nearest: nearest.length > 0 ? nearest : [...passages],
    };
  }
  const quotes = selectQuotes(best, ranked).map((entry) => ({
    passage: entry.passage,
    quote: readable(entry.sentence.text),
  }));
  const verified = quotes.filter(({ passage, quote }) => standsIn(quote, passage.text));
  return { supported: verified.length > 0, confidence, quotes: verified, nearest };
};

const thresholdFor = (question: string): number => {
  return isSpaceless(question) ? spacelessSupportThreshold : supportThreshold;
};

/**
 * The best sentence and those nearly as good, without repetitions (the same book twice, overlapping
 * passages).
 */
const selectQuotes = (best: RankedSentence, ranked: readonly RankedSentence[]): RankedSentence[] => {
  const selected: RankedSentence[] = [];
  const seen = new Set<string>();
  for (const entry of ranked) {
    const text = readable(entry.sentence.text);
    if (selected.length >= maxQuotes || entry.score < best.score * minShareOfBest) break;
    if (seen.has(text)) continue;
    seen.add(text);
    selected.push(entry);
  }
  return selected;
};
