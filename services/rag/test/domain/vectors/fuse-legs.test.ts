import { describe, expect, it } from '@jest/globals';
import { fuseLegs, type Leg } from '../../../src/domain/vectors/fuse-legs.ts';

const leg = (...scores: [string, number][]): Leg => scores.map(([id, score]) => ({ id, score }));
/** A leg whose best passages are given and whose 30th has this score. */
const upTo = (last: number, ...scores: [string, number][]): Leg => [
  ...leg(...scores),
  ...Array.from({ length: 30 - scores.length }, (_, at) => ({ id: `other ${at}`, score: last })),
];

describe('fuseLegs', () => {
  it('places a passage that stands out by meaning before the best one by words', () => {
    const words = leg(['a', 20], ['b', 18]);
    const meaning = upTo(0.1, ['b', 0.7], ['a', 0.3]);
    expect(fuseLegs({ words, meaning }, 2).slice(0, 2)).toEqual(['b', 'a']);
  });

  it('follows the words when no passage stands out by meaning', () => {
    const words = leg(['a', 20], ['b', 19]);
    const meaning = upTo(0.6, ['b', 0.64], ['a', 0.61]);
    expect(fuseLegs({ words, meaning }, 2).slice(0, 2)).toEqual(['a', 'b']);
  });

  it('does not depend on the scale of the scores by words', () => {
    const meaning = upTo(0.1, ['b', 0.5], ['a', 0.3], ['c', 0.2]);
    const short = leg(['a', 4], ['b', 3], ['c', 1]);
    const long = leg(['a', 40], ['b', 30], ['c', 10]);
    expect(fuseLegs({ words: long, meaning }, 2)).toEqual(fuseLegs({ words: short, meaning }, 2));
  });

  it('returns the passages of both legs, each once', () => {
    const words = leg(['a', 2], ['b', 1]);
    const meaning = leg(['c', 0.9], ['a', 0.2]);
    expect(fuseLegs({ words, meaning }, 2).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('returns the order by words alone with the weight 0, and when one leg is empty', () => {
    const words = leg(['a', 2], ['b', 1]);
    expect(fuseLegs({ words, meaning: upTo(0, ['b', 0.9]) }, 0).slice(0, 2)).toEqual(['a', 'b']);
    expect(fuseLegs({ words, meaning: [] }, 2)).toEqual(['a', 'b']);
    expect(fuseLegs({ words: [], meaning: leg(['c', 0.9], ['d', 0.2]) }, 2)).toEqual(['c', 'd']);
  });
});
