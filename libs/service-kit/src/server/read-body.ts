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
  const announced = ctx.get('content-type').toLowerCase();
  if (hasBody(ctx) ? !accepted : announced !== '' && !announced.startsWith(expected))
    throw new Problem('media-type-unsupported', {
      detail: `Send ${expected}.`,
    });
  // Media types and their parameters ignore case (RFC 9110). JSON is always UTF-8 (RFC 8259).
  if (op.bodyKind !== 'multipart' && !['', 'utf-8', 'utf8'].includes(ctx.request.charset.toLowerCase()))
    throw new Problem('media-type-unsupported', { detail: 'Send the JSON in UTF-8.' });
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

/** U+FEFF in UTF-8, read as Latin-1. */
const byteOrderMark = '\u00ef\u00bb\u00bf';

const problemOf = (error: Error): Problem => {
  const { status, type } = error as Error & { status?: number; type?: string };
  if (status === 413) return new Problem('payload-too-large');
  if (status === 415) return new Problem('media-type-unsupported', { cause: error });
  const begins = (error as Error & { body?: string }).body?.startsWith(byteOrderMark) ?? false;
  const invalid = begins
    ? 'The body begins with a byte order mark, which JSON must not contain.'
    : 'The body is not valid JSON.';
  return new Problem('malformed-request', {
    detail: type === undefined ? invalid : 'The body did not arrive whole.',
    cause: error,
  });
};

const inTime = async (reading: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    const problem = new Problem('request-timeout', {
      detail: 'The body did not arrive in time.',
      headers: { connection: 'close' },
    });
    timer = setTimeout(reject, bodySeconds * 1_000, problem);
  });
  try {
    await Promise.race([reading, tooSlow]);
  } finally {
    clearTimeout(timer);
  }
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The JSON value of a body that was read byte by byte as Latin-1. A byte that is no UTF-8 must not become
 * U+FFFD: two different passwords would become equal.
 *
 * @param read the value parsed from the Latin-1 text. It is correct when all characters are ASCII.
 */
const strictJson = (read: unknown, latin1: string): unknown => {
  if (/^\p{ASCII}*$/u.test(latin1)) return read;
  let text: string;
  try {
    text = utf8.decode(Buffer.from(latin1, 'latin1'));
  } catch (cause) {
    throw new Problem('malformed-request', { detail: 'The body is not valid UTF-8.', cause });
  }
  return JSON.parse(text);
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
    // Every byte becomes one character, and `strictJson` decodes them. Otherwise bytes that are no UTF-8 become
    // U+FFFD without an error.
    encoding: 'latin1',
    includeUnparsed: true,
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
    await inTime(read(ctx, async () => undefined)).catch((cause) => {
      if (Problem.is(cause, 'payload-too-large')) discardBody(ctx.req);
      throw cause;
    });
    const { body, rawBody } = ctx.request as { body?: unknown; rawBody?: string };
    return strictJson(body, rawBody ?? '');
  };
};
