import { describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import { createPasswordHasher } from '../../src/adapters/argon2-password-hasher.ts';

describe('createPasswordHasher', () => {
  it('the password hasher works through a full queue in order and refuses further passwords', async () => {
    const hasher = await createPasswordHasher({ concurrency: 2, queueLength: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 7 }, (_, index) => hasher.hash(`password number ${index}`)),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      ...Array(5).fill('fulfilled'),
      ...Array(2).fill('rejected'),
    ]);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals).toEqual(
      Array(2).fill(expect.objectContaining({ code: 'authentication-busy', status: 503 })),
    );
    // All places are free again.
    expect(await hasher.verify(await hasher.hash('once more'), 'once more')).toBe(true);
  });

  it('the password hasher recognises a hash made with weaker parameters as outdated', async () => {
    const hasher = await createPasswordHasher();
    const weak = await argon2.hash('x', {
      type: argon2.argon2id,
      memoryCost: 8_192,
      timeCost: 1,
      parallelism: 1,
    });
    expect(hasher.isOutdated(weak)).toBe(true);
    expect(hasher.isOutdated(await hasher.hash('x'))).toBe(false);
    expect(await hasher.verify(weak, 'x')).toBe(true);
  });
});
