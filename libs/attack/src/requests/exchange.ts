import type { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';

/** A request as it is to be sent, not tidied; or, where no client would send it, its bytes. */
export type Question = {
  readonly method: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Send the body in pieces, without saying how long it is. */
  readonly chunked?: boolean;
};
export type Bytes = { readonly bytes: string };

export type Answer = {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, where it is a problem of the catalogue. */
  readonly problem: ProblemBody | undefined;
};
