import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCircuitBreaker } from '../src/clients/circuit-breaker.ts';

const breakerAt = (start = 0) => {
  let now = start;
  const breaker = createCircuitBreaker({ failures: 3, pauseMilliseconds: 1_000, now: () => now });
  return { breaker, advance: (milliseconds: number) => (now += milliseconds) };
};
const fail = (breaker: ReturnType<typeof createCircuitBreaker>) => {
  expect(breaker.allowsCall()).toBe(true);
  breaker.failed();
};

describe('a circuit breaker', () => {
  it('opens after three failures in a row, not after three failures with a success between them', () => {
    const { breaker } = breakerAt();
    fail(breaker);
    fail(breaker);
    expect(breaker.allowsCall()).toBe(true);
    breaker.succeeded();
    fail(breaker);
    fail(breaker);
    expect(breaker.isOpen()).toBe(false);
    fail(breaker);
    expect(breaker.isOpen()).toBe(true);
    expect(breaker.allowsCall()).toBe(false);
    expect(breaker.retryAfterSeconds()).toBe(1);
  });

  it('lets one probe through after the pause, and the probe closes or reopens it', () => {
    const { breaker, advance } = breakerAt();
    for (let i = 0; i < 3; i += 1) fail(breaker);
    advance(1_000);
    expect(breaker.isOpen()).toBe(false);
    expect(breaker.allowsCall()).toBe(true);
    expect(breaker.allowsCall()).toBe(false);
    breaker.failed();
    expect(breaker.allowsCall()).toBe(false);
    advance(1_000);
    expect(breaker.allowsCall()).toBe(true);
    breaker.succeeded();
    expect(breaker.allowsCall()).toBe(true);
    expect(breaker.allowsCall()).toBe(true);
  });

  it('allows another probe when the caller of the probe left', () => {
    const { breaker, advance } = breakerAt();
    for (let i = 0; i < 3; i += 1) fail(breaker);
    advance(1_000);
    expect(breaker.allowsCall()).toBe(true);
    breaker.release();
    expect(breaker.allowsCall()).toBe(true);
  });

  it('never allows two concurrent calls while it is open, in any order of events', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('admit', 'fail', 'wait'), { maxLength: 60 }), (steps) => {
        const { breaker, advance } = breakerAt();
        for (let i = 0; i < 3; i += 1) fail(breaker);
        let underWay = 0;
        for (const step of steps) {
          if (step === 'wait') advance(400);
          if (step === 'admit' && breaker.allowsCall()) underWay += 1;
          if (step === 'fail' && underWay > 0) {
            breaker.failed();
            underWay -= 1;
          }
          expect(underWay).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
