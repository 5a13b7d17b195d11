import { describe, expect, it } from '@jest/globals';
import { groundAnswer } from '../../src/domain/ground-answer.ts';
import { selectSupport } from '../../src/domain/select-support.ts';
import { aPassage } from '../builders.ts';

/** Far above what it takes (some tens of milliseconds), far below what work that grows with the square would take. */
const BEARABLE_MILLISECONDS = 2_000;

const passages = Array.from({ length: 16 }, (_, i) =>
  aPassage({
    text: Array.from({ length: 8 }, (_, j) => `Sentence ${i} of ${j} tells of water, light and leaves.`).join(
      ' ',
    ),
  }),
);
const timed = (work: () => void): number => {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
};

describe('no text makes the process stand still', () => {
  it.each(['word ', '光合作用在哪里', 'a', '? ', '. ', '"', '(', '\u0301'])(
    'a question of 8 000 times %j',
    (piece) => {
      const question = piece.repeat(8_000).slice(0, 8_000);
      expect(timed(() => selectSupport(question, passages))).toBeLessThan(BEARABLE_MILLISECONDS);
    },
  );

  it.each(['[', '](', '<a ', '`', '![', '<!--', '. ', '“', '[1]', '<b<', 'http', '\n'])(
    'an answer of 16 000 characters of %j, in pieces of four',
    (piece) => {
      const answer = piece.repeat(16_000).slice(0, 16_000);
      const took = timed(() => {
        const grounded = groundAnswer('Why?', passages);
        for (let from = 0; from < answer.length; from += 4) grounded.push(answer.slice(from, from + 4));
        grounded.finish();
      });
      expect(took).toBeLessThan(BEARABLE_MILLISECONDS);
    },
  );
});
