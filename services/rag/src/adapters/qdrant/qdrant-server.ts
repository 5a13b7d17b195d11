import { QdrantClient } from '@qdrant/js-client-rest';
import { Agent } from 'undici';
import { z } from 'zod';
import { IndexUnavailable } from '../../domain/indexing/index-unavailable.ts';

export type QdrantOptions = {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly collection: string;
};

const searchTimeoutMilliseconds = 3_000;
const writeTimeoutMilliseconds = 30_000;
const maxQueryConnections = 25;
/** Qdrant closes an idle connection after 5 s. It must not do so while a query is on its way. */
const idleConnectionMilliseconds = 4_000;

/** The client's own option for the key prints a warning about our private network. */
const qdrantHeaders = (apiKey: string | undefined): Readonly<Record<string, string>> => ({
  // Qdrant sends a compressed answer in two writes, and the second one waits for a delayed acknowledgement:
  // 40 ms for each query over a warm connection.
  'accept-encoding': 'identity',
  ...(apiKey === undefined ? {} : { 'api-key': apiKey }),
});

type Server = Pick<QdrantOptions, 'url' | 'apiKey'>;

const clientOf = ({ url, apiKey }: Server, timeout: number): QdrantClient =>
  new QdrantClient({ url, headers: qdrantHeaders(apiKey), timeout, checkCompatibility: false });

export const writingClient = (server: Server): QdrantClient => clientOf(server, writeTimeoutMilliseconds);

/** For readings on which a search waits. */
export const readingClient = (server: Server): QdrantClient => clientOf(server, searchTimeoutMilliseconds);

type QuerySender = (query: object) => Promise<{ readonly status: number; readonly text: string }>;

/**
 * Sends queries without the client. For each of them the client builds requests, headers and streams of
 * fetch, and calls a function for each value of the answer: half of the processor time of a query.
 *
 * @param path below the path of the server.
 */
export const querySender = ({
  url,
  apiKey,
  path,
}: Pick<QdrantOptions, 'url' | 'apiKey'> & { readonly path: string }): QuerySender => {
  const agent = new Agent({ connections: maxQueryConnections, keepAliveTimeout: idleConnectionMilliseconds });
  const { origin, pathname } = new URL(url);
  const headers = { ...qdrantHeaders(apiKey), 'content-type': 'application/json' };
  return async (query) => {
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), searchTimeoutMilliseconds);
    try {
      const { statusCode: status, body } = await agent.request({
        origin,
        path: `${pathname.replace(/\/$/, '')}${path}`,
        method: 'POST',
        headers,
        body: JSON.stringify(query),
        signal: ended.signal,
      });
      return { status, text: await body.text() };
    } finally {
      clearTimeout(timer);
    }
  };
};

/** An answer that is none of those that the caller expects. */
export const unexpectedStatus = (status: number): Error =>
  Object.assign(new Error(`Qdrant answered ${status}`), { status });

/**
 * Requests that Qdrant rejects as invalid are our fault and stay errors. Every other failure means
 * unavailable.
 */
export const orUnavailable = async <Result>(call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    const ourFault = error instanceof z.ZodError || (status !== undefined && status >= 400 && status < 500);
    if (ourFault && status !== 404 && status !== 408 && status !== 429) throw error;
    throw new IndexUnavailable(error);
  }
};

export const statusOf = (error: unknown): number | undefined => {
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
};
