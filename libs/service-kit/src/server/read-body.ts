import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { HttpMethodEnum, koaBody } from 'koa-body';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';

export const defaultMaxBodyBytes = 64 * 1_024;
/** A body that has not arrived by then is given up (slow senders). */
const bodySeconds = 10;

/**
 * Lets the rest of a refused body run out while the refusal is sent: a connection that is closed over unread bytes is
 * reset, and the gateway then knows nothing of the refusal and answers 503. What has not ended after 10 s is cut off.
 */
export const discardBody = (request: IncomingMessage): void => {
  const impatient = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodySeconds * 1_000);
  finished(request, () => clearTimeout(impatient));
  request.resume();
};

const hasBody = (ctx: ServiceContext): boolean =>
  ctx.get('transfer-encoding') !== '' ||
  (ctx.get('content-length') !== '' && ctx.get('content-length') !== '0');

/**
 * Refuses a body by its headers, before a byte of it is read: media type, compression, announced length.
 *
 * @throws Problem `media-type-unsupported` or `payload-too-large`.
 */
export const checkBodyHeaders = (op: Operation, ctx: ServiceContext): void => {
  if (op.body === undefined) return;
  if (!hasBody(ctx) && op.bodyOptional === true) return;
  const expected = op.bodyKind === 'multipart' ? 'multipart/form-data' : 'application/json';
  const accepted = op.bodyKind === 'multipart' ? ctx.is('multipart/form-data') : ctx.is('application/json');
  if (
    hasBody(ctx) ? !accepted : ctx.get('content-type') !== '' && !ctx.get('content-type').startsWith(expected)
  )
    throw new Problem('media-type-unsupported', {
      detail: `Send ${expected}.`,
    });
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
    detail: type === undefined ? 'The body is not valid JSON.' : 'The body did not arrive whole.',
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

/**
 * Makes the reader of an operation's JSON body. It answers with what was sent, not yet held against the contract;
 * `{}` where the operation lets the body be absent and it is.
 *
 * The reader throws Problem `malformed-request` for what is no JSON, `request-timeout` and `payload-too-large`.
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
    await inTime(read(ctx, async () => undefined)).catch((cause) => {
      if (Problem.is(cause, 'payload-too-large')) discardBody(ctx.req);
      throw cause;
    });
    return (ctx.request as { body?: unknown }).body;
  };
};
