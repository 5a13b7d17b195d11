import { describe, expect, it } from '@jest/globals';
import {
  millisecondsToNextRead,
  secondsLeft,
  serverOffset,
} from '../../client/src/pages/sitting/server-clock.ts';

const nine = 'Mon, 30 Nov 2026 09:00:00 GMT';
const deadlineAt = '2026-11-30T09:45:00.000Z';

describe('the time that a student has left', () => {
  it('The time is over a second before the deadline of the server, whatever the clock of the device shows', () => {
    const offset = serverOffset(nine, 5_000);
    expect(secondsLeft({ deadlineAt, offset }, 5_000)).toBe(45 * 60 - 1);
    expect(secondsLeft({ deadlineAt, offset }, 5_000 + 45 * 60_000)).toBe(-1);
  });

  it('An answer that arrives late does not make the time longer', () => {
    const offset = serverOffset(nine, 5_000);
    expect(serverOffset(nine, 8_000, offset)).toBe(offset);
    expect(serverOffset('Mon, 30 Nov 2026 09:00:10 GMT', 14_500, offset)).toBe(offset + 500);
  });

  it('An attempt without a deadline has no end', () => {
    expect(secondsLeft({ deadlineAt: null, offset: 0 }, 5_000)).toBeNull();
  });
});

describe('millisecondsToNextRead', () => {
  it.each([
    [null, 120_000],
    [2_000, 120_000],
    [10, 13_000],
    [0.5, 3_500],
    [-1, 3_000],
    [-20, 10_000],
    [-600, 30_000],
  ])('With %p seconds left, the attempt is read again after %p ms on average', (seconds, expected) => {
    expect(millisecondsToNextRead(seconds, 0.5)).toBe(expected);
    expect(millisecondsToNextRead(seconds, 0)).toBe(expected * 0.75);
    expect(millisecondsToNextRead(seconds, 1)).toBe(expected * 1.25);
  });
});
