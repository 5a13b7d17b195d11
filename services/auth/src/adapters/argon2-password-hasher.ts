import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import argon2 from 'argon2';
import type { PasswordHasher } from '../domain/passwords/ports.ts';

/**
 * argon2id with 19 MiB, 2 passes and parallelism 1: the smallest set that OWASP advises, measured at
 * 22-27 ms.
 */
const advised = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * `concurrency`: passwords hashed concurrently. `queueLength`: how many more may wait. `memoryKibibytes`:
 * memory of one hash. No setting reaches it; tests that make thousands of hashes use less.
 */
export type HashingOptions = {
  readonly concurrency?: number;
  readonly queueLength?: number;
  readonly memoryKibibytes?: number;
};

/**
 * Hashes at most `concurrency` passwords concurrently, lets `queueLength` more wait, and refuses the rest.
 * Hashing shares its threads with token verification, which must not wait behind a flood of sign-ins.
 *
 * `hash` and `verify` throw Problem `authentication-busy` when the queue is full.
 */
export const createPasswordHasher = async ({
  concurrency = 2,
  queueLength = 100,
  memoryKibibytes = advised.memoryCost,
}: HashingOptions = {}): Promise<PasswordHasher> => {
  const parameters = { ...advised, memoryCost: memoryKibibytes };
  const waiting: (() => void)[] = [];
  let running = 0;
  const runQueued = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= concurrency) {
      if (waiting.length >= queueLength) throw new Problem('authentication-busy', { retryAfterSeconds: 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The place passes to the first in the queue, so a new caller cannot overtake a waiting one.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return {
    hash: (password) => runQueued(() => argon2.hash(password, parameters)),
    verify: (hash, password) => runQueued(() => argon2.verify(hash, password)),
    isOutdated: (hash) => argon2.needsRehash(hash, parameters),
    decoy: await argon2.hash(crypto.getRandomValues(new Uint8Array(32)).toString(), parameters),
  };
};
