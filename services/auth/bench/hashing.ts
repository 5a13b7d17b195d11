/**
 * Verifies passwords with the hasher of auth and nothing around it, as many concurrently as auth does. Reads
 * `{ seconds }` as JSON from its input, and prints `{ verifications, seconds }`.
 *
 *   echo '{"seconds":3}' | node services/auth/bench/hashing.ts
 */
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { createPasswordHasher } from '../src/adapters/argon2-password-hasher.ts';

/** More than the hasher runs concurrently, so that it never waits for work. */
const clients = 8;
const password = 'a password of usual length';

const { seconds } = z.object({ seconds: z.number().positive() }).parse(await json(process.stdin));
const hasher = await createPasswordHasher();
const hash = await hasher.hash(password);
let verifications = 0;
const start = performance.now();
const client = async (): Promise<void> => {
  while (performance.now() - start < seconds * 1_000) {
    if (!(await hasher.verify(hash, password))) throw new Error('a right password was refused');
    verifications += 1;
  }
};
await Promise.all(Array.from({ length: clients }, client));
const lasted = (performance.now() - start) / 1_000;
process.stdout.write(`${JSON.stringify({ verifications, seconds: lasted })}\n`);
