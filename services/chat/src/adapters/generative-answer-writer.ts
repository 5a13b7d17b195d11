import type { Completion } from '@ai-teacher/service-kit/openai/completion-stream.ts';
import type { AskModel } from '@ai-teacher/service-kit/openai/model.ts';
import { groundAnswer } from '../domain/grounding/ground-answer.ts';
import { notInMaterial } from '../domain/grounding/nearest-pages.ts';
import type { AnswerPart, AnswerWriter, Prompt } from '../domain/tutoring/ports.ts';
import { maxTokensOfText } from '../domain/tutoring/token-budget.ts';

/**
 * Answers in a model's words, checked against the sources while they arrive. Without sources the model is not
 * asked.
 */
export const createGenerativeAnswerWriter = ({ askModel }: { askModel: AskModel }): AnswerWriter => ({
  mode: 'generative',
  async *write({ question, passages, unread, prompt, signal }) {
    if (passages.length === 0) {
      yield { kind: 'text', text: notInMaterial(question, passages, unread) };
      yield { kind: 'support', supported: false };
      return;
    }
    const grounded = groundAnswer(question, passages, unread);
    for await (const part of askModel({ messages: prompt.messages, signal })) {
      if (part.kind === 'usage') yield usageOf(part.completion, prompt);
      else for (const piece of grounded.push(part.text)) yield piece;
    }
    const { parts, supported } = grounded.finish();
    yield* parts;
    yield { kind: 'support', supported };
  },
});

/** Token numbers that the server does not report are estimated from above. */
const usageOf = (
  { model, inputTokens, outputTokens, outputBytes }: Completion,
  { maxInputTokens }: Prompt,
): AnswerPart => ({
  kind: 'usage',
  usage: { model, inputTokens, outputTokens },
  tokens: (inputTokens ?? maxInputTokens) + (outputTokens ?? maxTokensOfText(outputBytes)),
});
