import type OpenAI from 'openai';
import { type CompletionChunk, readCompletion, StreamCut } from './completion-reader.ts';
import { type ModelPatience, startPatienceTimer } from './patience.ts';
import { withoutThoughts } from './without-thoughts.ts';

/**
 * The token use of a request, as the server reported it (null without a report), and the bytes that
 * arrived.
 */
export type Completion = {
  model: string;
  inputTokens: number | null;
  outputTokens: number | null;
  outputBytes: number;
  finishReason: string;
};

/** A piece of a model's answer, or the usage of one request, which ends the pieces of that request. */
export type ModelPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly completion: Readonly<Completion> };

export type ModelMessage = {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
};

/** A JSON schema by which the server writes its answer. */
export type ResponseFormat = OpenAI.ResponseFormatJSONSchema;

export type CompletionRequest = {
  readonly client: OpenAI;
  readonly model: string;
  readonly messages: readonly ModelMessage[];
  /** The form of the answer. Default: text. */
  readonly responseFormat?: ResponseFormat;
  /** The server is asked to end its answer after this many tokens. */
  readonly maxTokens: number;
  /** Milliseconds left until the first word, and until the end. */
  readonly patience: ModelPatience;
  readonly signal: AbortSignal;
};

/** A server that ignores the token limit is stopped after this many characters. */
const maxCharacters = 16_000;

/**
 * Streams one completion. Every failure ends in an exception, including silence and an early end. The usage
 * is yielded before the exception, unless the server refused the request or could not be reached.
 */
export async function* streamCompletion(request: CompletionRequest): AsyncGenerator<ModelPart, void> {
  const timer = startPatienceTimer(request.patience);
  const either = AbortSignal.any([request.signal, timer.signal]);
  const completion: Completion = {
    model: request.model,
    inputTokens: null,
    outputTokens: null,
    outputBytes: 0,
    finishReason: '',
  };
  let failure: { readonly error: unknown } | undefined;
  let refused = false;
  try {
    const response = await openStream(request, either).catch((error: unknown) => {
      refused = !either.aborted;
      throw error;
    });
    const nextText = textsOf(response, completion, timer.heard);
    let isEmpty = true;
    for (let text = await nextText(); text !== undefined; text = await nextText()) {
      isEmpty = false;
      timer.pause();
      yield { kind: 'text', text };
      request.signal.throwIfAborted();
      timer.resume();
    }
    // A body that ends after an abort is no end of the answer.
    either.throwIfAborted();
    if (completion.finishReason === '') throw new StreamCut('the stream ended before the answer did');
    if (isEmpty) throw new StreamCut(`nothing was written: ${completion.finishReason}`);
  } catch (error) {
    // The reason of the abort is more exact than the exception that the abort caused.
    failure = { error: either.aborted ? either.reason : error };
  } finally {
    // Also when the reader leaves early, the server must not continue to write.
    timer.end();
  }
  // The server may have read and charged what was sent, unless it refused or could not be reached.
  if (!refused) yield { kind: 'usage', completion };
  if (failure !== undefined) throw failure.error;
}

const openStream = (
  { client, model, messages, maxTokens, responseFormat, patience }: CompletionRequest,
  signal: AbortSignal,
): Promise<Response> =>
  client.chat.completions
    .create(
      {
        model,
        messages: [...messages],
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: maxTokens,
        ...(responseFormat === undefined ? {} : { response_format: responseFormat }),
      },
      // The patience timer decides; the timeout of the client library only has to be later.
      { signal, maxRetries: 0, timeout: Math.ceil(patience.total) + 1_000 },
    )
    .asResponse();

/** Returns the text of all chunks that arrived together; undefined at the end. */
const textsOf = (
  response: Response,
  completion: Completion,
  heard: () => void,
): (() => Promise<string | undefined>) => {
  const answerIn = withoutThoughts();
  let characters = 0;
  let arrived = '';
  const chunks = readCompletion(response, (chunk) => {
    if (characters > maxCharacters) return;
    const text = answerIn(readChunk(chunk, completion));
    arrived += text;
    characters += text.length;
    if (characters > maxCharacters) completion.finishReason = 'length';
  });
  return async () => {
    while (characters <= maxCharacters && (await chunks.read())) {
      heard();
      if (arrived === '') continue;
      const text = arrived;
      arrived = '';
      return text;
    }
    return undefined;
  };
};

/** Adds a chunk to the completion, and returns its text. */
const readChunk = (chunk: CompletionChunk, completion: Completion): string => {
  completion.model = chunk.model || completion.model;
  completion.inputTokens = chunk.usage?.prompt_tokens ?? completion.inputTokens;
  completion.outputTokens = chunk.usage?.completion_tokens ?? completion.outputTokens;
  const choice = chunk.choices?.[0];
  completion.finishReason = choice?.finish_reason ?? completion.finishReason;
  const delta = choice?.delta?.content ?? '';
  completion.outputBytes += Buffer.byteLength(delta);
  return delta;
};
