import { idempotencyHours } from '@ai-teacher/contracts/operation.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../domain/clock.ts';
import type { HeldKey } from '../domain/held-key.ts';
import { Problem } from '../domain/problem.ts';
import type { UnitOfWork } from '../domain/unit-of-work.ts';

/** The table of idempotency keys. A migration of each service with creating operations creates it. */
export const idempotencyKeysTable = `
  create table idempotency_key (
    user_id uuid not null,
    operation text not null,
    key_hash bytea not null,
    request_hash bytea,
    attempt uuid not null,
    held_until timestamptz not null,
    had_effect boolean not null default false,
    answer bytea,
    created_at timestamptz not null,
    primary key (user_id, operation, key_hash)
  )`;

export const idempotencyKeysIndex = 'create index idempotency_key_age on idempotency_key (created_at)';

/** When a row of the table has expired. */
export const idempotencyExpiry = { idempotency_key: 'created_at < $before' } as const;

export type Claimed =
  /** The caller holds the key and carries the request out. */
  | { readonly kind: 'held' }
  | { readonly kind: 'in-progress' }
  /** The request has changed something, but its process ended before the answer was stored. */
  | { readonly kind: 'unknown'; readonly requestHash: Buffer | null }
  | { readonly kind: 'answered'; readonly requestHash: Buffer | null; readonly answer: Buffer };

/** The stored idempotency keys of one service. */
export type IdempotencyKeys = {
  /**
   * Takes a key that is new, has expired, or belongs to an attempt that ended without an effect. Otherwise
   * reports what became of the key.
   *
   * @param holdMilliseconds how long the key is held without a renewal; afterwards its process has ended.
   */
  readonly claim: (key: HeldKey, holdMilliseconds: number) => Promise<Claimed>;
  /** Holds the key for so long from now on, while it belongs to this attempt, which has no answer yet. */
  readonly renew: (key: HeldKey, holdMilliseconds: number) => Promise<void>;
  /** Stores the sealed answer of the attempt that holds the key. */
  readonly complete: (key: HeldKey, answer: Buffer) => Promise<void>;
  /**
   * Ends the attempt after a failure: gives the key free when `isRefused` or when the attempt had no effect.
   * Otherwise the outcome is `unknown` from now on.
   */
  readonly release: (key: HeldKey, isRefused: boolean) => Promise<void>;
};

type KeyRow = {
  readonly attempt: string;
  readonly request_hash: Buffer | null;
  readonly is_held: boolean;
  readonly had_effect: boolean;
  readonly answer: Buffer | null;
};

const claimKey = `
  insert into idempotency_key as stored
    (user_id, operation, key_hash, request_hash, attempt, held_until, created_at)
  values (?, ?, ?, ?, ?, ?, ?)
  on conflict (user_id, operation, key_hash) do update set
    request_hash = excluded.request_hash, attempt = excluded.attempt, held_until = excluded.held_until,
    had_effect = false, answer = null, created_at = excluded.created_at
  where stored.created_at < excluded.created_at - make_interval(hours => ?)
    or (not stored.had_effect and stored.held_until < excluded.created_at)
  returning attempt`;

const readKey = `
  select attempt, request_hash, held_until >= ? as is_held, had_effect, answer
  from idempotency_key where user_id = ? and operation = ? and key_hash = ?`;

const ofAttempt = 'user_id = ? and operation = ? and key_hash = ? and attempt = ?';

const freeKey = `delete from idempotency_key where ${ofAttempt}`;

/** Each row belongs to one of the two parts. */
const endAttempt = `
  with freed as (delete from idempotency_key where ${ofAttempt} and not had_effect)
  update idempotency_key set held_until = '-infinity' where ${ofAttempt} and had_effect`;

const attemptOf = ({ userId, operation, keyHash, attempt }: HeldKey): unknown[] => [
  userId,
  operation,
  keyHash,
  attempt,
];

const stateOf = ({ answer, had_effect, is_held, request_hash: requestHash }: KeyRow): Claimed => {
  if (answer !== null) return { kind: 'answered', requestHash, answer };
  return had_effect && !is_held ? { kind: 'unknown', requestHash } : { kind: 'in-progress' };
};

/** What a request writes about its key is no effect of the request, also while it is carried out. */
const ofKey = { oneStatement: true, isEffect: false } as const;

export const idempotencyKeys = (unitOfWork: UnitOfWork<EntityManager>, clock: Clock): IdempotencyKeys => ({
  claim: async (key, holdMilliseconds) => {
    const now = clock.now();
    const { userId, operation, keyHash, requestHash = null, attempt } = key;
    const heldUntil = new Date(now.getTime() + holdMilliseconds);
    const claimed = [userId, operation, keyHash, requestHash, attempt, heldUntil, now, idempotencyHours];
    const held = await unitOfWork.run((em) => em.execute<unknown[]>(claimKey, claimed), ofKey);
    if (held.length > 0) return { kind: 'held' };
    const [row] = await unitOfWork.run(
      (em) => em.execute<KeyRow[]>(readKey, [now, userId, operation, keyHash]),
      { readOnly: true },
    );
    // Without a row, the other attempt was refused meanwhile. The client may send the request again
    // immediately.
    return row === undefined ? { kind: 'in-progress' } : stateOf(row);
  },
  renew: async (key, holdMilliseconds) => {
    const heldUntil = new Date(clock.now().getTime() + holdMilliseconds);
    const renewing = `update idempotency_key set held_until = ? where ${ofAttempt} and answer is null`;
    await unitOfWork.run((em) => em.execute(renewing, [heldUntil, ...attemptOf(key)]), ofKey);
  },
  complete: async (key, answer) => {
    await unitOfWork.run(
      (em) =>
        em.execute(`update idempotency_key set answer = ?, had_effect = true where ${ofAttempt}`, [
          answer,
          ...attemptOf(key),
        ]),
      ofKey,
    );
  },
  release: async (key, isRefused) => {
    await unitOfWork.run(
      (em) =>
        em.execute(
          isRefused ? freeKey : endAttempt,
          isRefused ? attemptOf(key) : [...attemptOf(key), ...attemptOf(key)],
        ),
      ofKey,
    );
  },
});

/**
 * Records in the transaction of `em` that the attempt has an effect, so both are stored or neither is.
 *
 * @throws Problem `idempotency-key-in-use` when a later attempt has taken the key over. The transaction must
 *   then end without a commit.
 */
export const recordEffect = async (em: EntityManager, key: HeldKey): Promise<void> => {
  const changed = await em.execute<unknown[]>(
    `update idempotency_key set had_effect = true, request_hash = ? where ${ofAttempt} returning attempt`,
    [key.requestHash, ...attemptOf(key)],
  );
  if (changed.length === 0) throw new Problem('idempotency-key-in-use');
};
