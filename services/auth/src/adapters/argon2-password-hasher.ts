import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import argon2 from 'argon2';
import type { PasswordHasher } from '../domain/ports.ts';

/** argon2id with 19 MiB, two passes, one lane (OWASP's smallest advised set; 22-27 ms here). */
const parameters = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** How many passwords are hashed at once, and how many more may wait. */
export type HashingBounds = { readonly concurrency?: number; readonly queueLength?: number };

/**
 * Hashes at most `concurrency` passwords at once, lets `queueLength` more wait, and refuses the rest: hashing shares
 * its threads with token checks, which must not wait behind a flood of sign-ins.
 *
 * `hash` and `verify` throw Problem `authentication-busy` when the queue is full.
 */
export const createPasswordHasher = async ({
  concurrency = 2,
  queueLength = 100,
}: HashingBounds = {}): Promise<PasswordHasher> => {
  const waiting: (() => void)[] = [];
  let running = 0;
  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= concurrency) {
      if (waiting.length >= queueLength) throw new Problem('authentication-busy', { retryAfterSeconds: 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, not given back, so that nobody overtakes who waits.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return {
    hash: (password) => inTurn(() => argon2.hash(password, parameters)),
    verify: (hash, password) => inTurn(() => argon2.verify(hash, password)),
    isOutdated: (hash) => argon2.needsRehash(hash, parameters),
    decoy: await argon2.hash(crypto.getRandomValues(new Uint8Array(32)).toString(), parameters),
  };
};
