import { groundAnswer } from '../domain/grounding/ground-answer.ts';
import { notInMaterial } from '../domain/grounding/nearest-pages.ts';
import type { AnswerPart, AnswerWriter } from '../domain/ports.ts';
import { buildPrompt } from '../domain/tutoring/build-prompt.ts';
import { tokensOfPrompt, tokensOfText } from '../domain/tutoring/estimate-tokens.ts';
import type { AskModel } from './openai/model.ts';

/** Answers in a model's words, held against the sources while they are written. Without sources the model is not asked. */
export const createGenerativeAnswerWriter = ({ askModel }: { askModel: AskModel }): AnswerWriter => {
  return {
    mode: 'generative',
    async write({ question, passages, history, signal, onTokens }, say) {
      if (passages.length === 0) {
        await say({ kind: 'text', text: notInMaterial(question, passages) });
        return { supported: false, usage: null };
      }
      const sayAll = async (parts: readonly AnswerPart[]) => {
        for (const part of parts) await say(part);
      };
      const grounded = groundAnswer(question, passages);
      const usage = await askModel({
        messages: buildPrompt(question, passages, history),
        signal,
        // What the server does not report is estimated, from above.
        onSpent: ({ inputTokens, outputTokens, outputBytes }) =>
          onTokens(
            (inputTokens ?? tokensOfPrompt({ question, passages, history })) +
              (outputTokens ?? tokensOfText(outputBytes)),
          ),
        onText: (text) => sayAll(grounded.push(text)),
      });
      const { parts, supported } = grounded.finish();
      await sayAll(parts);
      return { supported, usage };
    },
  };
};
