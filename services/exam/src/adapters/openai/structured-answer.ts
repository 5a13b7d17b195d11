import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Completion, ModelMessage } from '@ai-teacher/service-kit/openai/completion-stream.ts';
import type { AskModel } from '@ai-teacher/service-kit/openai/model.ts';
import { z } from 'zod';

/** A request may be sent twice before its first word. */
export const maxRequests = 2;
/** The tokens that the format of a model adds to a message. */
const tokensPerMessage = 16;
/** Text of books is counted as language: at most one token per two bytes. */
const bytesPerToken = 2;

/**
 * An upper bound for the tokens of the messages.
 *
 * @param untrusted the part of them that users wrote: one token per byte.
 */
export const maxInputTokensOf = (messages: readonly ModelMessage[], untrusted: string): number =>
  messages.reduce(
    (sum, { content }) => sum + Math.ceil(Buffer.byteLength(content) / bytesPerToken) + tokensPerMessage,
    Buffer.byteLength(untrusted),
  );

/** Limits of lengths and patterns are checked here; servers support them to different degrees. */
const unsupported = ['$schema', 'format', 'maxLength', 'minLength', 'pattern'];

/** The JSON schema by which a server writes its answer, made from the shape. */
export const jsonSchemaOf = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      for (const name of unsupported) delete (jsonSchema as Record<string, unknown>)[name];
    },
  });

export type StructuredQuestion = {
  readonly messages: readonly ModelMessage[];
  /** The name of the schema, and the schema itself. */
  readonly name: string;
  readonly schema: z.ZodType;
  /** An upper bound of the input tokens, recorded when the server reports no token counts. */
  readonly maxInputTokens: number;
  readonly signal: AbortSignal;
};

/** `json` is undefined when the answer is no JSON. `model` is its name as the server gives it. */
export type StructuredAnswer = { readonly tokens: number } & (
  | { readonly kind: 'answer'; readonly json: unknown; readonly model: string }
  | { readonly kind: 'failed'; readonly problem: Problem }
);

/**
 * Asks any OpenAI-compatible server for one JSON object of a schema. Nothing of the answer is checked but its
 * syntax. Throws the reason of the signal after an abort, and no other error of a model.
 */
export const askForJson = async (
  askModel: AskModel,
  { messages, name, schema, maxInputTokens, signal }: StructuredQuestion,
): Promise<StructuredAnswer> => {
  let tokens = 0;
  let text = '';
  let model = '';
  const json_schema = { name, strict: true, schema: jsonSchemaOf(schema) };
  try {
    const responseFormat = { type: 'json_schema' as const, json_schema };
    for await (const part of askModel({ messages, signal, responseFormat }))
      if (part.kind === 'text') text += part.text;
      else {
        tokens += tokensOf(part.completion, maxInputTokens);
        model = part.completion.model;
      }
  } catch (error) {
    if (signal.aborted || !(error instanceof Problem)) throw error;
    return { kind: 'failed', problem: error, tokens };
  }
  return { kind: 'answer', json: jsonIn(text), model, tokens };
};

/** Token numbers that the server does not report are estimated from above. */
const tokensOf = ({ inputTokens, outputTokens, outputBytes }: Completion, maxInput: number): number =>
  (inputTokens ?? maxInput) + (outputTokens ?? Math.ceil(outputBytes / bytesPerToken));

/** Some models put their JSON between the fences of a code block. */
const jsonIn = (answer: string): unknown => {
  const inner = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/u.exec(answer)?.[1] ?? answer;
  try {
    return JSON.parse(inner);
  } catch {
    return undefined;
  }
};
