import { describe, expect, it } from '@jest/globals';
import { passageParts } from '../../../src/domain/vectors/passage-parts.ts';
import { spaceIdOf, vectorSpace } from '../../../src/domain/vectors/vector-space.ts';

const parts = (text: string, { headingPath = ['Birds'], carriedOver = '' } = {}) =>
  passageParts('Animals', { headingPath, text, carriedOver });

describe('passageParts', () => {
  it('makes one part of each sentence, behind title and headings', () => {
    expect(parts('Owls hunt at night. Larks sing in the morning.')).toEqual([
      'Animals › Birds: Owls hunt at night.',
      'Animals › Birds: Larks sing in the morning.',
    ]);
  });

  it('joins a sentence of fewer than four words with the next one, and the last with the one before', () => {
    expect(parts('Look up. Owls hunt at night. They rest.')).toEqual([
      'Animals › Birds: Look up. Owls hunt at night. They rest.',
    ]);
  });

  it('includes the rest of a sentence from the neighbouring page', () => {
    expect(parts('Owls hunt at night.', { carriedOver: 'Larks sing when morning comes.' })).toHaveLength(2);
  });

  it('joins the sentences of a long passage evenly, so that a passage has twelve parts at most', () => {
    const long = Array.from({ length: 30 }, (_, at) => `Bird number ${at} sings a song.`).join(' ');
    const found = parts(long);
    expect(found).toHaveLength(10);
    expect(found[0]).toContain('number 2 sings');
  });

  it('cuts a sentence without an end', () => {
    expect(parts('bird '.repeat(900)).every((part) => part.length <= 1_000)).toBe(true);
  });
});

describe('spaceIdOf', () => {
  const space = vectorSpace({ model: 'm', dimensions: 4, queryPrefix: 'q', passagePrefix: 'p' });

  it.each([
    { model: 'n' },
    { dimensions: 5 },
    { queryPrefix: '' },
    { passagePrefix: '' },
    { partsVersion: space.partsVersion + 1 },
  ])('gives another fingerprint with %j', (change) => {
    expect(spaceIdOf({ ...space, ...change })).not.toBe(spaceIdOf(space));
    expect(spaceIdOf({ ...space })).toBe(spaceIdOf(space));
  });
});
