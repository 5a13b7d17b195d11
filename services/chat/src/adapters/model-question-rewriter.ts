import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { AskModel } from '@ai-teacher/service-kit/openai/model.ts';
import type { AskToRewrite } from '../domain/tutoring/ports.ts';
import { maxTokensOfText } from '../domain/tutoring/token-budget.ts';

/**
 * Asks a model to rewrite a question. A model that fails or is late gives the empty text, and so does an
 * abort. Token numbers that the server does not report are estimated from above.
 */
export const createModelQuestionRewriter =
  ({ askModel }: { readonly askModel: AskModel }): AskToRewrite =>
  async ({ messages, maxInputTokens, signal }) => {
    let text = '';
    let tokens = 0;
    try {
      for await (const part of askModel({ messages, signal })) {
        if (part.kind === 'text') text += part.text;
        else {
          const { inputTokens, outputTokens, outputBytes } = part.completion;
          tokens += (inputTokens ?? maxInputTokens) + (outputTokens ?? maxTokensOfText(outputBytes));
        }
      }
    } catch (error) {
      if (!(error instanceof Problem) && !signal.aborted) throw error;
      return { text: '', tokens };
    }
    return { text, tokens };
  };
