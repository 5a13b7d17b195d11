import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Completion, ModelMessage } from '@ai-teacher/service-kit/openai/completion-stream.ts';
import type { AskModel } from '@ai-teacher/service-kit/openai/model.ts';
import { ZodError } from 'zod';
import type { DraftRequest, ItemModel, ModelDraft } from '../../domain/generations/ports.ts';
import { findQuote } from '../../domain/item-writing/drafts/find-quote.ts';
import { draftShapes, jsonSchemaOf } from './draft-shapes.ts';
import { promptFor } from './prompt.ts';

/** The model is asked to keep a draft below this number. */
export const maxDraftTokens = 1_500;
/** A request may be sent twice before its first word. */
const maxRequests = 2;
/** What the format of a model adds to a message. */
const tokensPerMessage = 16;

/** Texts of books are counted as language: at most one token per two bytes. The topic is a user's text. */
const maxInputTokensOf = (messages: readonly ModelMessage[], { topic = '' }: DraftRequest): number =>
  messages.reduce(
    (sum, { content }) => sum + Math.ceil(Buffer.byteLength(content) / 2) + tokensPerMessage,
    Buffer.byteLength(topic),
  );

/** Writes one item by structured output of any OpenAI-compatible server. Nothing of an answer is trusted. */
export const createItemModel = ({ askModel }: { readonly askModel: AskModel }): ItemModel => ({
  maxTokensOf: (request) => (maxInputTokensOf(promptFor(request), request) + maxDraftTokens) * maxRequests,
  write: async (request, signal) => {
    const messages = promptFor(request);
    const maxInput = maxInputTokensOf(messages, request);
    let tokens = 0;
    let answer = '';
    try {
      const parts = askModel({ messages, signal, responseFormat: formatOf(request) });
      for await (const part of parts)
        if (part.kind === 'text') answer += part.text;
        else tokens += tokensOf(part.completion, maxInput);
    } catch (error) {
      if (signal.aborted || !(error instanceof Problem)) throw error;
      return { kind: 'failed', problem: error, tokens };
    }
    return { ...readDraft(answer, request), tokens };
  },
});

const formatOf = ({ type }: DraftRequest) => ({
  type: 'json_schema' as const,
  json_schema: { name: type, strict: true, schema: jsonSchemaOf(draftShapes[type]) },
});

/** Token numbers that the server does not report are estimated from above. */
const tokensOf = ({ inputTokens, outputTokens, outputBytes }: Completion, maxInput: number): number =>
  (inputTokens ?? maxInput) + (outputTokens ?? Math.ceil(outputBytes / 2));

type Read =
  | Omit<Extract<ModelDraft, { kind: 'draft' }>, 'tokens'>
  | Omit<Extract<ModelDraft, { kind: 'rejected' }>, 'tokens'>;

const readDraft = (answer: string, { type, page }: DraftRequest): Read => {
  let given: unknown;
  try {
    given = JSON.parse(withoutFence(answer));
  } catch {
    return { kind: 'rejected', reason: 'malformed' };
  }
  try {
    const { quote, parts } = draftShapes[type].read(given);
    const source = findQuote(page, quote);
    if (source === undefined) return { kind: 'rejected', reason: 'quote-not-on-page' };
    return { kind: 'draft', item: { ...parts, type, confusable: [], source } };
  } catch (error) {
    if (error instanceof ZodError) return { kind: 'rejected', reason: 'breaks-schema' };
    throw error;
  }
};

/** Some models put their JSON between the fences of a code block. */
const withoutFence = (answer: string): string =>
  /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/u.exec(answer)?.[1] ?? answer;
