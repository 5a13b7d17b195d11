import { readable, standsIn } from '@ai-teacher/language/quotes.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import type { Passage } from './passage.ts';
import { questionTerms } from './question-terms.ts';
import { type RankedSentence, rankSentences, supportOf } from './rank-sentences.ts';

/** Calibrated with bench/abstention.ts: below it the best sentence is more likely beside the point (figures in the README). */
const supportThreshold = 0.32;
/** N-grams that straddle two words of the question are rarely found again, so the same evidence counts for less. */
const spacelessSupportThreshold = 0.2;
/** A further sentence is quoted when it comes this near to the best one's score. */
const nearBest = 0.85;
const mostQuotes = 3;

export type Support = {
  supported: boolean;
  /** Probability that the best sentence answers, between 0 and 1. */
  confidence: number;
  quotes: { passage: Passage; quote: string }[];
  /** Passages by how near their best sentence comes, for an answer that names pages instead. */
  nearest: Passage[];
};

/** Chooses the sentences that answer a question, or says that none of the passages does. */
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
  const quotes = chosen(best, ranked).map((entry) => ({
    passage: entry.passage,
    quote: readable(entry.sentence.text),
  }));
  const verified = quotes.filter(({ passage, quote }) => standsIn(quote, passage.text));
  return { supported: verified.length > 0, confidence, quotes: verified, nearest };
};

const thresholdFor = (question: string): number => {
  return isSpaceless(question) ? spacelessSupportThreshold : supportThreshold;
};

/** The best sentence and those nearly as good, without repetitions (the same book twice, overlapping passages). */
const chosen = (best: RankedSentence, ranked: readonly RankedSentence[]): RankedSentence[] => {
  const kept: RankedSentence[] = [];
  const seen = new Set<string>();
  for (const entry of ranked) {
    const text = readable(entry.sentence.text);
    if (kept.length >= mostQuotes || entry.score < best.score * nearBest) break;
    if (seen.has(text)) continue;
    seen.add(text);
    kept.push(entry);
  }
  return kept;
};
