import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';

/** A request that is sent without normalisation. `Bytes` are for requests that no HTTP client would send. */
export type Question = {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Sends the body in chunks without a content-length. */
  readonly chunked?: boolean;
};
export type Bytes = { readonly bytes: string };

export type Answer = {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, when it is a problem of the catalogue. */
  readonly problem: ProblemBody | undefined;
};
