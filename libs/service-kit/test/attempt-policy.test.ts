import { expect, it } from '@jest/globals';
import { attemptPolicy } from '../src/jobs/attempt-policy.ts';

const secondsOfDay = 86_400;
/** The pause of the queue after the nth attempt. */
const pauseAfter = (attempt: number): number => Math.exp(Math.min(attempt, 10));

it('an event that its receiver refuses for a whole day is delivered on the next day', () => {
  const pauses = Array.from({ length: attemptPolicy.delivery - 1 }, (_, index) => pauseAfter(index + 1));
  const seconds = pauses.reduce((sum, pause) => sum + pause, 0);
  expect(seconds).toBeGreaterThan(secondsOfDay);
});
