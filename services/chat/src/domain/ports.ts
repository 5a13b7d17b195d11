import type { Citation, Passage } from './passage.ts';

export type AnswerMode = 'extractive' | 'generative';

/** One earlier message of the session, as a writer may see it. */
export interface Turn {
  author: 'user' | 'assistant';
  text: string;
}

export interface WriteRequest {
  sessionId: string;
  question: string;
  /** Best first; never empty. */
  passages: readonly Passage[];
  /** Oldest first, already cut to what may be sent. */
  history: readonly Turn[];
  /** Aborted when the client leaves or the request's time is over. */
  signal: AbortSignal;
}

/** What a model charged for an answer. */
export interface Usage {
  model: string;
  inputTokens: number | null;
  outputTokens: number | null;
}

/** An answer in the order in which it is written. A citation follows the marker that names it. The end comes once, last. */
export type AnswerPart =
  | { kind: 'text'; text: string }
  | { kind: 'citation'; citation: Citation }
  | { kind: 'end'; supported: boolean; usage?: Usage };

export interface AnswerWriter {
  readonly mode: AnswerMode;
  /** Throws `model-unavailable` at once while the model is known to be away. */
  ensureAvailable(): void;
  /** Throws `model-unavailable` or `deadline-exceeded`, also half-way through an answer. */
  write(request: WriteRequest): AsyncIterable<AnswerPart>;
}
