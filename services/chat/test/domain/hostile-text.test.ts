import { describe, expect, it } from '@jest/globals';
import { selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { groundAnswer } from '../../src/domain/grounding/ground-answer.ts';
import { aPassage } from '../builders.ts';

const passages = Array.from({ length: 16 }, (_, i) =>
  aPassage({
    text: Array.from({ length: 8 }, (_, j) => `Sentence ${i} of ${j} tells of water, light and leaves.`).join(
      ' ',
    ),
  }),
);
describe('selectSupport and groundAnswer on hostile text', () => {
  it.each(['word ', '光合作用在哪里', 'a', '? ', '. ', '"', '(', '\u0301'])(
    'selectSupport finds no answer to a question of 8 000 characters of %j',
    (piece) => {
      const question = piece.repeat(8_000).slice(0, 8_000);
      expect(selectSupport(question, passages)).toMatchObject({ supported: false, quotes: [] });
    },
  );

  it.each(['[', '](', '<a ', '`', '![', '<!--', '. ', '“', '[1]', '<b<', 'http', '\n'])(
    'groundAnswer finds no support for 16 000 characters of %j in pieces of four',
    (piece) => {
      const answer = piece.repeat(16_000).slice(0, 16_000);
      const grounded = groundAnswer('Why?', passages);
      for (let from = 0; from < answer.length; from += 4) grounded.push(answer.slice(from, from + 4));
      expect(grounded.finish().supported).toBe(false);
    },
  );
});
