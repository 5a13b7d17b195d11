import OpenAI from 'openai';

/**
 * A client of an OpenAI-compatible server. The client library requires a key, a local server does not. The
 * retries are ours.
 *
 * @param baseUrl undefined: OpenAI.
 */
export const modelClient = (apiKey: string | undefined, baseUrl: string | undefined): OpenAI =>
  new OpenAI({ apiKey: apiKey ?? 'none', baseURL: baseUrl ?? null, maxRetries: 0, logLevel: 'off' });
