import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { Usage } from '../../domain/ports.ts';
import type { PromptMessage } from '../../domain/tutoring/build-prompt.ts';
import { mostAnswerTokens } from '../../domain/tutoring/estimate-tokens.ts';
import { withoutThoughts } from './without-thoughts.ts';

/** How long a model may take, in milliseconds. */
export type ModelPatience = {
  /** From the request, retry included, to the first word of the answer. */
  firstToken: number;
  /** Between two pieces of a stream. */
  silence: number;
  /** For the whole answer. */
  total: number;
};

export type Lateness = 'first-token' | 'silence' | 'total';

/** A model kept us waiting longer than we may. */
export class ModelTooLate extends Error {
  readonly what: Lateness;
  constructor(what: Lateness) {
    super(`the model was too late: ${what}`);
    this.name = 'ModelTooLate';
    this.what = what;
  }
}

/** A stream ended without its end, or said nothing. */
export class StreamCut extends Error {
  override readonly name = 'StreamCut';
}

export type StreamOutcome = Usage & {
  finishReason: string;
};

/** What a request used: as the server reported it, where it did, and what came of the answer. */
export type Spent = {
  inputTokens: number | null;
  outputTokens: number | null;
  outputBytes: number;
};

export type StreamOptions = {
  client: OpenAI;
  model: string;
  messages: readonly PromptMessage[];
  /** Milliseconds left until the first word, and until the end. */
  patience: ModelPatience;
  signal: AbortSignal;
  onFirstToken: () => void;
  onText: (text: string) => Promise<void>;
  onSpent: (spent: Spent) => void;
};

/** A server that ignores the limit on tokens is stopped here. */
const mostCharacters = 16_000;

/** One streamed completion; every way in which it can fail ends in an exception, silence and an early end too. */
export const streamCompletion = async (options: StreamOptions): Promise<StreamOutcome> => {
  const { client, model, messages, patience, signal, onSpent } = options;
  const late = new AbortController();
  const watch = watchFor(late, patience);
  const either = AbortSignal.any([signal, late.signal]);
  const outcome: StreamOutcome & Spent = {
    model,
    inputTokens: null,
    outputTokens: null,
    outputBytes: 0,
    finishReason: '',
  };
  let stream: AsyncIterable<OpenAI.ChatCompletionChunk> | undefined;
  let refused = false;
  try {
    stream = await client.chat.completions.create(
      {
        model,
        messages: [...messages],
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: mostAnswerTokens,
      },
      // Our own clocks are the ones that count; the library's only has to be later than they.
      { signal: either, maxRetries: 0, timeout: Math.ceil(patience.total) + 1_000 },
    );
    await read(stream, options, outcome, watch);
  } catch (error) {
    // The abort's own reason tells more than the exception it caused somewhere below.
    either.throwIfAborted();
    refused = stream === undefined;
    throw error;
  } finally {
    watch.stop();
    // Whatever ended the reading, the server must not go on writing for nobody.
    late.abort();
    // What was sent may have been read, and be charged for, unless the server was not there or said no.
    if (!refused) onSpent(outcome);
  }
  return outcome;
};

const read = async (
  stream: AsyncIterable<OpenAI.ChatCompletionChunk>,
  { signal, onFirstToken, onText }: StreamOptions,
  outcome: StreamOutcome & Spent,
  watch: Watch,
): Promise<void> => {
  const answerOf = withoutThoughts();
  let characters = 0;
  for await (const chunk of whole(stream)) {
    watch.heard();
    outcome.model = chunk.model || outcome.model;
    outcome.inputTokens = chunk.usage?.prompt_tokens ?? outcome.inputTokens;
    outcome.outputTokens = chunk.usage?.completion_tokens ?? outcome.outputTokens;
    const choice = chunk.choices?.[0];
    const delta = choice?.delta?.content ?? '';
    outcome.outputBytes += Buffer.byteLength(delta);
    const text = answerOf(delta);
    if (text !== '') {
      if (characters === 0) onFirstToken();
      characters += text.length;
      watch.pause();
      await onText(text);
      signal.throwIfAborted();
      watch.began();
    }
    outcome.finishReason = choice?.finish_reason ?? outcome.finishReason;
    if (characters > mostCharacters) outcome.finishReason = 'length';
    if (characters > mostCharacters) return;
  }
  // The client library ends the iteration quietly when it was aborted, and when the connection was closed early.
  watch.throwIfLate();
  signal.throwIfAborted();
  if (outcome.finishReason === '') throw new StreamCut('the stream ended before the answer did');
  if (characters === 0) throw new StreamCut(`nothing was written: ${outcome.finishReason}`);
};

/** What breaks while a body is read comes as all sorts of errors; to us they are one. */
async function* whole(stream: AsyncIterable<OpenAI.ChatCompletionChunk>) {
  const chunks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await chunks.next().catch((cause: unknown) => {
        throw cause instanceof APIError ? cause : new StreamCut('the stream broke', { cause });
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

type Watch = {
  heard(): void;
  began(): void;
  pause(): void;
  stop(): void;
  throwIfLate(): void;
};

/** Two clocks: one for the whole, one that starts anew with every piece once the answer has begun. */
const watchFor = (late: AbortController, patience: ModelPatience): Watch => {
  let begun = false;
  const expire = (what: Lateness) => () => late.abort(new ModelTooLate(what));
  const whole = setTimeout(expire('total'), patience.total);
  let next = setTimeout(expire('first-token'), Math.min(patience.firstToken, patience.total));
  const listen = () => {
    clearTimeout(next);
    next = setTimeout(expire('silence'), patience.silence);
  };
  return {
    heard: () => {
      if (begun) listen();
    },
    began: () => {
      begun = true;
      listen();
    },
    pause: () => clearTimeout(next),
    stop: () => {
      clearTimeout(whole);
      clearTimeout(next);
    },
    throwIfLate: () => late.signal.throwIfAborted(),
  };
};
