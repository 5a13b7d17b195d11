import { createParser } from 'eventsource-parser';
import { APIError } from 'openai';
import { z } from 'zod';

/** The stream ended before the answer did, or contained no text. */
export class StreamCut extends Error {
  override readonly name = 'StreamCut';
}

/** Aborting the request ends the body. */
export type CompletionReader = {
  /**
   * Waits for the next bytes of the body and reads all chunks that they complete.
   *
   * @returns false when the stream has ended.
   * @throws APIError for an error that the server sent, StreamCut for a body that broke; the chunks before
   *   are read.
   */
  readonly read: () => Promise<boolean>;
};

/** The last event of a stream. */
const sentinel = '[DONE]';

/**
 * Reads a completion event by event. The client library passes each chunk through five iterators, which cost
 * a third of the processor time of a token; here all chunks of one read are one step.
 *
 * @param onChunk receives the chunks in order.
 */
export const readCompletion = (
  { body, headers }: Response,
  onChunk: (chunk: CompletionChunk) => void,
): CompletionReader => {
  if (body === null) throw new StreamCut('the answer has no body');
  const source = body.getReader();
  const decoder = new TextDecoder();
  let ended = false;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure = error;
    ended = true;
  };
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (ended) return;
      if (data === sentinel) {
        ended = true;
        return;
      }
      const chunk = chunkIn(data);
      if (chunk === undefined) fail(new StreamCut('an event is no chunk of a completion'));
      else if (event === 'error' || chunk.error)
        fail(new APIError(undefined, Object(chunk.error ?? chunk), undefined, headers));
      else onChunk(chunk);
    },
  });
  return {
    read: async () => {
      if (failure !== undefined) throw failure;
      if (ended) return false;
      // A body that breaks while it is read causes errors of many kinds; all of them become `StreamCut`.
      const { done, value } = await source.read().catch((cause: unknown) => {
        throw new StreamCut('the stream broke', { cause });
      });
      if (done) return false;
      parser.feed(decoder.decode(value, { stream: true }));
      return true;
    },
  };
};

/** A number of tokens that no server can have used counts as unreported. */
const tokens = z.int().nonnegative().nullable().catch(null);

/** A piece of a text. Its reader repairs the whole text, because a piece may end inside a character. */
const piece = z.custom<string>((value) => typeof value === 'string');

const chunkShape = z.object({
  model: piece.nullish().catch(null),
  choices: z
    .array(
      z.object({
        delta: z.object({ content: piece.nullish() }).nullish(),
        finish_reason: piece.nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(null),
  error: z.unknown().optional(),
});

/** The fields that are read of a chunk. Servers send further fields. */
export type CompletionChunk = z.infer<typeof chunkShape>;

/** Undefined for data that is no JSON, or whose text is of another type than a text. */
const chunkIn = (data: string): CompletionChunk | undefined => {
  try {
    return chunkShape.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
};
