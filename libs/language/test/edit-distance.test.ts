import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['delta', 'delta', 0],
    ['delta', 'dalta', 1],
    ['delta', 'detla', 1],
    ['delta', 'deltas', 1],
    ['delta', 'elta', 1],
    ['delta', 'data', 2],
    ['🐋a', '🐋b', 1],
  ])('editDistance from %j to %j is %i', (left, right, distance) => {
    expect(editDistance(left, right, 5)).toBe(distance);
  });

  it('editDistance is symmetric, 0 only between equal texts, and at most the limit plus 1', () => {
    fc.assert(
      fc.property(word, word, fc.nat(8), (left, right, limit) => {
        const exact = editDistance(left, right, 20);
        expect(editDistance(right, left, 20)).toBe(exact);
        expect(exact === 0).toBe(left === right);
        expect(editDistance(left, right, limit)).toBe(Math.min(exact, limit + 1));
      }),
    );
  });
});
