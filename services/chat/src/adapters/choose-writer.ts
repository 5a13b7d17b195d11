import type { CircuitBreaker } from '@ai-teacher/service-kit/clients/circuit-breaker.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AnswerWriter, ChooseWriter } from '../domain/ports.ts';

/** The model's writer while the breaker lets it be asked; otherwise the fallback, or at once `model-unavailable`. */
export const chooseByBreaker = ({
  generative,
  breaker,
  fallback,
}: {
  generative: AnswerWriter;
  breaker: CircuitBreaker;
  fallback?: AnswerWriter;
}): ChooseWriter => {
  return () => {
    if (!breaker.isOpen()) return generative;
    if (fallback !== undefined) return fallback;
    throw new Problem('model-unavailable', {
      detail: 'The model has just failed repeatedly.',
      retryAfterSeconds: breaker.retryAfterSeconds(),
    });
  };
};
