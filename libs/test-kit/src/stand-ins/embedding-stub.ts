import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The scripted reply to one request for embeddings. Replies are used in order; the last one repeats. */
export type EmbeddingReply =
  /** The vectors that `vectorOf` makes of the texts. */
  | {
      readonly vectors?: true;
      readonly usage?: number;
      readonly afterMilliseconds?: number;
      /** The answer waits until the promise is fulfilled. */
      readonly after?: Promise<unknown>;
    }
  /** An error with a JSON body. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** A 200 with this JSON instead of vectors. */
  | { readonly body: unknown }
  /** A 200 with this text instead of JSON. */
  | { readonly text: string }
  /** Sends the headers, and nothing more until the client leaves. */
  | { readonly stall: true }
  /** Closes the connection in the middle of the body. */
  | { readonly cut: true };

export type EmbeddingRequest = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as it arrived, of `/embeddings` or of `/rerank`. */
  readonly body: {
    readonly model?: string;
    readonly input?: readonly string[];
    readonly query?: string;
    readonly documents?: readonly string[];
  };
  /** `performance.now()` at the arrival. */
  readonly at: number;
};

export type EmbeddingStub = {
  /** The base URL to give to a client: it ends in `/v1`. */
  readonly url: string;
  readonly requests: readonly EmbeddingRequest[];
  /** The highest number of requests that were open concurrently. */
  readonly maxOpen: () => number;
  /** Replaces the script. Replies in progress continue. */
  readonly script: (...replies: EmbeddingReply[]) => void;
  readonly close: () => Promise<void>;
};

/**
 * A vector of a text: the sum of a fixed direction for each of its words, with length 1. Texts that share
 * words are near one another.
 */
export const hashedVector =
  (dimensions: number) =>
  (text: string): number[] => {
    const vector = new Array<number>(dimensions).fill(0);
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
      let state = 2_166_136_261;
      for (const character of word)
        state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
      for (let at = 0; at < dimensions; at += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        vector[at] = (vector[at] ?? 0) + state / 2 ** 31 - 1;
      }
    }
    const length = Math.hypot(...vector);
    return length === 0 ? vector.fill(1) : vector.map((value) => value / length);
  };

/**
 * A scripted server with `/embeddings` of OpenAI's API, and `/rerank`, whose scores are `scoreOf` of the
 * query and each document. It records every request.
 */
export const startEmbeddingStub = async ({
  vectorOf,
  scoreOf = () => 0,
  refuses = () => false,
}: {
  readonly vectorOf: (text: string) => readonly number[];
  readonly scoreOf?: (query: string, document: string) => number;
  /** Texts for which the server answers 400, whatever the script says. */
  readonly refuses?: (text: string) => boolean;
}): Promise<EmbeddingStub> => {
  let script: EmbeddingReply[] = [{}];
  let open = 0;
  let maxOpen = 0;
  const requests: EmbeddingRequest[] = [];
  const answerTo = ({ path, body }: EmbeddingRequest, usage?: number): object => {
    if (path.endsWith('/rerank')) {
      const { query = '', documents = [] } = body;
      const results = documents.map((document, index) => ({
        index,
        relevance_score: scoreOf(query, document),
      }));
      return { results: results.toSorted((a, b) => b.relevance_score - a.relevance_score) };
    }
    const data = (body.input ?? []).map((text, index) => ({
      object: 'embedding',
      index,
      embedding: vectorOf(text),
    }));
    return {
      object: 'list',
      model: body.model,
      // Servers may answer in any order.
      data: data.toReversed(),
      ...(usage === undefined ? {} : { usage: { prompt_tokens: usage, total_tokens: usage } }),
    };
  };
  const server = createServer(async (request, response) => {
    open += 1;
    maxOpen = Math.max(maxOpen, open);
    response.on('close', () => {
      open -= 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received: EmbeddingRequest = {
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'),
      at: performance.now(),
    };
    requests.push(received);
    const scripted = (script.length > 1 ? script.shift() : script[0]) ?? {};
    const reply: EmbeddingReply = received.body.input?.some(refuses) === true ? { status: 400 } : scripted;
    if ('afterMilliseconds' in reply) await new Promise((end) => setTimeout(end, reply.afterMilliseconds));
    if ('after' in reply) await reply.after;
    play(reply, response, (usage) => answerTo(received, usage));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    maxOpen: () => maxOpen,
    script: (...replies) => {
      script = [...replies];
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

const play = (
  reply: EmbeddingReply,
  response: ServerResponse,
  answer: (usage: number | undefined) => object,
): void => {
  const json = { 'content-type': 'application/json' };
  if ('status' in reply) {
    response.writeHead(reply.status, { ...json, ...reply.headers });
    response.end(JSON.stringify({ error: { message: `scripted ${reply.status}` } }));
  } else if ('body' in reply) response.writeHead(200, json).end(JSON.stringify(reply.body));
  else if ('text' in reply) response.writeHead(200, json).end(reply.text);
  else if ('stall' in reply) response.writeHead(200, json).flushHeaders();
  else if ('cut' in reply) {
    response.writeHead(200, { ...json, 'content-length': '1000' });
    response.write('{"data":[', () => response.destroy());
  } else response.writeHead(200, json).end(JSON.stringify(answer(reply.usage)));
};
