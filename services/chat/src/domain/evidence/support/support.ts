import type { Passage } from '../passage.ts';
import type { Quote } from './select-quotes.ts';

export type Support = {
  supported: boolean;
  /** Probability that the best sentence answers, between 0 and 1. */
  confidence: number;
  quotes: Quote[];
  /** Passages by the score of their best sentence, for an answer that names pages instead. */
  nearest: Passage[];
};
