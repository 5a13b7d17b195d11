import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { idempotencyKey, idempotencyKeyHeader, replayedHeader } from '@ai-teacher/contracts/operation.ts';
import type { InputFault } from '@ai-teacher/contracts/problem.ts';
import type { Claimed, IdempotencyKeys } from '../database/idempotency-keys.ts';
import { type HeldKey, holdKey } from '../domain/held-key.ts';
import { Problem } from '../domain/problem.ts';
import type { Logger } from '../logger.ts';
import type { ServiceContext } from '../request-state.ts';
import { openAnswer, sealAnswer } from './sealed-answer.ts';

/** How long a request without a deadline, such as an upload, can last. */
const unlimitedMilliseconds = 15 * 60_000;
/** Processes end a request some seconds after its deadline at the latest. */
const spareMilliseconds = 5_000;
/**
 * A process renews the key of a request that lasts longer. The key of a process that has ended, or that
 * could not reach the database to give it free, is held no longer. An upload would hold it for 15 minutes.
 */
const maxHoldMilliseconds = 30_000;
const renewEveryMilliseconds = 5_000;

export type AnsweringOnce = {
  readonly keys: IdempotencyKeys;
  readonly logger: Logger;
  readonly operation: Operation;
  readonly userId: string;
  /** The hash of the parsed input, or how to read a repeated upload and hash it. */
  readonly request: Buffer | ((ctx: ServiceContext) => Promise<Buffer>);
  readonly maxAnswerSeconds: number | undefined;
  /**
   * Answers a repetition by the reference of the complete answer. Without it, the answer itself is stored.
   */
  readonly again?: ((reference: string) => Promise<void>) | undefined;
};

const faultOfKey = (message: string): InputFault => ({ pointer: `/header/${idempotencyKeyHeader}`, message });

/**
 * The key of the request; undefined without the header.
 *
 * @throws Problem `input-invalid` when the header has another form.
 */
export const idempotencyKeyOf = (ctx: ServiceContext): string | undefined => {
  const given = ctx.get(idempotencyKeyHeader);
  if (given === '') return undefined;
  const parsed = idempotencyKey.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Problem('input-invalid', { errors: [faultOfKey('needs 16 to 128 letters, digits, - or _')] });
};

/**
 * Carries a request out at most once for its key, user and operation within 24 hours. A repetition with the
 * same input gets the stored answer; the other cases are problems: another input `idempotency-key-reused`, a
 * request in progress `idempotency-key-in-use`, a process that ended between its changes and the answer
 * `idempotency-outcome-unknown`. A refused request gives its key free.
 */
export const answerOnce = async (
  ctx: ServiceContext,
  key: string,
  once: AnsweringOnce,
  carryOut: () => Promise<void>,
): Promise<void> => {
  const { keys, operation, userId, request, maxAnswerSeconds } = once;
  const requestHash = typeof request === 'function' ? undefined : request;
  const held = holdKey(key, { userId, operation: operation.operationId, requestHash });
  const limit = maxAnswerSeconds === undefined ? unlimitedMilliseconds : maxAnswerSeconds * 1_000;
  const claimed = await keys.claim(held, Math.min(limit + spareMilliseconds, maxHoldMilliseconds));
  if (claimed.kind !== 'held') return repeatAnswer(ctx, key, once, claimed);
  const stopRenewing = renewKey(once, held, limit + spareMilliseconds);
  ctx.state.request.heldKey = held;
  try {
    await carryOut();
  } catch (error) {
    ctx.state.request.heldKey = undefined;
    await release(once, held, error instanceof Problem && error.status < 500);
    throw error;
  } finally {
    stopRenewing();
  }
  // The following writes are no effect of the request.
  ctx.state.request.heldKey = undefined;
  // An answer that broke off, because its reader left, has no reference.
  if (once.again !== undefined && ctx.state.request.answerReference === undefined)
    await release(once, held, false);
  else await storeAnswer(ctx, key, once, held);
};

/** Renews the key until the request has ended, or at the latest until its own time is over. */
const renewKey = (
  { keys, logger }: Pick<AnsweringOnce, 'keys' | 'logger'>,
  held: HeldKey,
  limitMilliseconds: number,
): (() => void) => {
  const endsAt = performance.now() + limitMilliseconds;
  const timer = setInterval(() => {
    const left = endsAt - performance.now();
    if (left <= 0) clearInterval(timer);
    else
      keys
        .renew(held, Math.min(left, maxHoldMilliseconds))
        .catch((cause) => logger.warn({ err: cause }, 'a key was not renewed'));
  }, renewEveryMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
};

/** Without the database the key stays held until its time is over. */
const release = async (
  { keys, logger }: Pick<AnsweringOnce, 'keys' | 'logger'>,
  held: HeldKey,
  isRefused: boolean,
): Promise<void> => {
  await keys.release(held, isRefused).catch((cause) => logger.warn({ err: cause }, 'a key was not released'));
};

const storeAnswer = async (
  ctx: ServiceContext,
  key: string,
  { keys, logger }: Pick<AnsweringOnce, 'keys' | 'logger'>,
  held: HeldKey,
): Promise<void> => {
  const location = ctx.response.headers.location;
  const body = ctx.state.request.answerReference ?? ctx.body;
  const answer = sealAnswer(key, {
    status: ctx.status,
    body: typeof body === 'string' ? body : null,
    location: typeof location === 'string' ? location : null,
  });
  // The effect is stored already. The client gets its answer, and a repetition is told that it was lost.
  await keys.complete(held, answer).catch((cause) => logger.warn({ err: cause }, 'an answer was not stored'));
};

const repeatAnswer = async (
  ctx: ServiceContext,
  key: string,
  { request, again }: AnsweringOnce,
  claimed: Exclude<Claimed, { readonly kind: 'held' }>,
): Promise<void> => {
  if (claimed.kind === 'in-progress')
    throw new Problem('idempotency-key-in-use', {
      detail: 'Wait for the answer of the first request, or send this request again later.',
      retryAfterSeconds: 1,
    });
  const repeated = typeof request === 'function' ? await request(ctx) : request;
  if (claimed.requestHash?.equals(repeated) !== true)
    throw new Problem('idempotency-key-reused', {
      detail: 'Use a new key for another request.',
      errors: [faultOfKey('was sent with another request')],
    });
  if (claimed.kind === 'unknown')
    throw new Problem('idempotency-outcome-unknown', {
      detail: 'The first request was interrupted. Look for its result before you send it with a new key.',
    });
  const { status, body, location } = openAnswer(key, claimed.answer);
  ctx.set(replayedHeader, 'true');
  ctx.set('cache-control', 'no-store');
  if (again !== undefined && body !== null) return again(body);
  if (location !== null) ctx.set('location', location);
  ctx.body = body;
  ctx.status = status;
  if (body !== null) ctx.type = 'application/json';
};
