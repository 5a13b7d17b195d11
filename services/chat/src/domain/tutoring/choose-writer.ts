import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AnswerWriter } from './ports.ts';

/** The writers of this service. */
export type Writers = {
  readonly extractive: AnswerWriter;
  /** Absent when no model is configured. */
  readonly generative?: GenerativeWriting;
};

export type GenerativeWriting = {
  readonly writer: AnswerWriter;
  readonly breaker: {
    /** True while the model is not asked because it failed repeatedly. */
    readonly isOpen: () => boolean;
    readonly retryAfterSeconds: () => number;
  };
  /** Whether the extractive writer answers while the breaker is open and when the user's tokens are spent. */
  readonly fallsBack: boolean;
};

/** Whether a question is answered when its user's tokens do not suffice for a model. */
export const answersWithoutTokens = ({ generative }: Writers): boolean =>
  generative === undefined || generative.fallsBack;

/**
 * Chooses the writer of an answer.
 *
 * @param tokensSuffice whether the model's tokens are reserved, or none are needed.
 * @throws Problem `model-unavailable` when the breaker is open and no fallback is configured.
 */
export const chooseWriter = ({ extractive, generative }: Writers, tokensSuffice: boolean): AnswerWriter => {
  if (generative === undefined || !tokensSuffice) return extractive;
  const { writer, breaker, fallsBack } = generative;
  if (!breaker.isOpen()) return writer;
  if (fallsBack) return extractive;
  throw new Problem('model-unavailable', {
    detail: 'The model has just failed repeatedly.',
    retryAfterSeconds: breaker.retryAfterSeconds(),
  });
};
