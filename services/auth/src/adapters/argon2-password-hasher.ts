import {
  type BoundedQueueOptions,
  createBoundedQueue,
} from '@ai-teacher/service-kit/clients/bounded-queue.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import argon2 from 'argon2';
import type { PasswordHasher } from '../domain/passwords/ports.ts';

/**
 * argon2id with 19 MiB, 2 passes and parallelism 1: the smallest set that OWASP advises, measured at
 * 22-27 ms.
 */
const advised = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * `concurrency`: passwords hashed concurrently. `maxWaitMilliseconds`: how long a password may wait.
 * `queueLength`: how many may wait. `memoryKibibytes`: memory of one hash. No setting reaches it; tests that
 * make thousands of hashes use less.
 */
export type HashingOptions = {
  readonly concurrency?: number;
  readonly maxWaitMilliseconds?: number;
  readonly queueLength?: number;
  readonly memoryKibibytes?: number;
};

/**
 * Hashes at most `concurrency` passwords concurrently, lets others wait for at most `maxWaitMilliseconds`,
 * and refuses the rest. Hashing shares its threads with token verification, which must not wait behind a
 * flood of sign-ins.
 *
 * `hash` and `verify` throw Problem `authentication-busy` for a refused password.
 */
export const createPasswordHasher = async ({
  concurrency = 2,
  maxWaitMilliseconds = 1_500,
  queueLength = 1_000,
  memoryKibibytes = advised.memoryCost,
}: HashingOptions = {}): Promise<PasswordHasher> => {
  const parameters = { ...advised, memoryCost: memoryKibibytes };
  const now = (): number => performance.now();
  const refusal: BoundedQueueOptions['refusal'] = (options) => new Problem('authentication-busy', options);
  const queue = createBoundedQueue({ concurrency, maxWaitMilliseconds, queueLength, refusal, now });
  const hash = (password: string): Promise<string> => queue.run(() => argon2.hash(password, parameters));
  return {
    hash,
    requireRoom: queue.requireRoom,
    verify: (known, password) => queue.run(() => argon2.verify(known, password)),
    isOutdated: (known) => argon2.needsRehash(known, parameters),
    // Its duration is also the first estimate of the queue.
    decoy: await hash(crypto.getRandomValues(new Uint8Array(32)).toString()),
  };
};
