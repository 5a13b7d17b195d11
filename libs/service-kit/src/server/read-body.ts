import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { HttpMethodEnum, koaBody } from 'koa-body';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';

export const defaultMaxBodyBytes = 64 * 1_024;
/** A body that has not arrived after this time is refused, against slow senders. */
const bodySeconds = 10;

/**
 * Reads and drops the rest of a refused body while the refusal is sent. Closing a connection with unread
 * bytes resets it, and then the gateway loses the refusal and answers 503. A body that has not ended after 10
 * s is cut off.
 */
export const discardBody = (request: IncomingMessage): void => {
  const cutOff = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodySeconds * 1_000);
  finished(request, () => clearTimeout(cutOff));
  request.resume();
};

/** Discards what a handler left unread of an upload. */
export const discardRest = (request: IncomingMessage): void => {
  if (request.complete) return;
  request.unpipe();
  discardBody(request);
};

const hasBody = (ctx: ServiceContext): boolean =>
  ctx.get('transfer-encoding') !== '' ||
  (ctx.get('content-length') !== '' && ctx.get('content-length') !== '0');

/**
 * Checks media type, compression and announced length before any byte of the body is read.
 *
 * @throws Problem `media-type-unsupported` or `payload-too-large`.
 */
export const checkBodyHeaders = (op: Operation, ctx: ServiceContext): void => {
  if (op.body === undefined) return;
  if (!hasBody(ctx) && op.bodyOptional === true) return;
  const expected = op.bodyKind === 'multipart' ? 'multipart/form-data' : 'application/json';
  const accepted = op.bodyKind === 'multipart' ? ctx.is('multipart/form-data') : ctx.is('application/json');
  const announced = ctx.request.type.trim().toLowerCase();
  if (hasBody(ctx) ? !accepted : announced !== '' && announced !== expected)
    throw new Problem('media-type-unsupported', {
      detail: `Send ${expected}.`,
    });
  const charset = ctx.request.charset.toLowerCase();
  if (op.bodyKind !== 'multipart' && charset !== '' && charset !== 'utf-8' && charset !== 'utf8')
    throw new Problem('media-type-unsupported', { detail: 'Send JSON in UTF-8.' });
  const encoding = ctx.get('content-encoding');
  if (encoding !== '' && encoding !== 'identity')
    throw new Problem('media-type-unsupported', {
      detail: 'Compressed bodies are not read.',
    });
  const length = Number(ctx.get('content-length') || 0);
  if (length <= (op.maxBodyBytes ?? defaultMaxBodyBytes)) return;
  discardBody(ctx.req);
  throw new Problem(op.bodyKind === 'multipart' ? 'document-too-large' : 'payload-too-large');
};

const problemOf = (error: Error): Problem => {
  const { status, type } = error as Error & { status?: number; type?: string };
  if (status === 413) return new Problem('payload-too-large');
  if (status === 415) return new Problem('media-type-unsupported', { cause: error });
  return new Problem('malformed-request', {
    detail: type === undefined ? 'The body is not valid JSON in UTF-8.' : 'The body did not arrive whole.',
    cause: error,
  });
};

const bodyTooSlow = (): Problem =>
  new Problem('request-timeout', {
    detail: 'The body did not arrive in time.',
    headers: { connection: 'close' },
  });

const inTime = async (reading: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    // The problem is made when it is needed, because its stack trace costs every request with a body.
    timer = setTimeout(() => reject(bodyTooSlow()), bodySeconds * 1_000);
  });
  try {
    await Promise.race([reading, tooSlow]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Watches the bytes of a body while koa-body reads them, because koa-body replaces broken bytes: with U+FFFD
 * in their place, two passwords would be equal. koa-body drops a byte order mark (RFC 8259 §8.1).
 *
 * @returns a function that throws Problem `malformed-request` when the bytes were not UTF-8.
 */
const watchBytes = (request: IncomingMessage): (() => void) => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let fault: unknown;
  const decode = (chunk?: Buffer): void => {
    try {
      utf8.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      fault ??= error;
    }
  };
  request.on('data', decode);
  return () => {
    request.off('data', decode);
    decode();
    if (fault !== undefined)
      throw new Problem('malformed-request', { detail: 'The body is not UTF-8.', cause: fault });
  };
};

/**
 * Creates the reader of an operation's JSON body. The reader returns the JSON value before it is checked
 * against the contract, and `{}` when an optional body is absent.
 *
 * The reader throws Problem `malformed-request` when the body is not JSON in UTF-8, `request-timeout` or
 * `payload-too-large`.
 */
export const jsonBodyReader = (op: Operation): ((ctx: ServiceContext) => Promise<unknown>) => {
  const read = koaBody({
    json: true,
    jsonStrict: false,
    jsonLimit: op.maxBodyBytes ?? defaultMaxBodyBytes,
    multipart: false,
    urlencoded: false,
    text: false,
    parsedMethods: [HttpMethodEnum.POST, HttpMethodEnum.PUT, HttpMethodEnum.PATCH, HttpMethodEnum.DELETE],
    onError: (error) => {
      throw problemOf(error);
    },
  });
  return async (ctx) => {
    if (!hasBody(ctx)) {
      if (op.bodyOptional === true) return {};
      throw new Problem('malformed-request', {
        detail: 'A JSON body is missing.',
      });
    }
    const assertUtf8 = watchBytes(ctx.req);
    await inTime(read(ctx, async () => undefined)).catch((cause) => {
      if (Problem.is(cause, 'payload-too-large')) discardBody(ctx.req);
      throw cause;
    });
    assertUtf8();
    return (ctx.request as { body?: unknown }).body;
  };
};
