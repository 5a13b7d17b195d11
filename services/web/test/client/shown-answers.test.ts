import { describe, expect, it } from '@jest/globals';
import { firstShown, noAnswersShown, showGroups } from '../../client/src/pages/marking/shown-answers.ts';

const opened = showGroups(noAnswersShown, [['b', 'c'], ['d']]);

describe('the answers that the marking page has shown', () => {
  it('No answer has joined a group when the page opens', () => {
    expect([...opened.joined]).toEqual([]);
  });

  it('An answer that appears in a shown group has joined it, and stays so when it is alone later', () => {
    const grown = showGroups(opened, [['a', 'b', 'c'], ['d']]);
    expect([...grown.joined]).toEqual(['a']);
    expect(showGroups(grown, [['a'], ['d']])).toBe(grown);
  });

  it('Answers of a group that is new as a whole have joined nothing', () => {
    expect([...showGroups(opened, [['b', 'c'], ['d'], ['e', 'f']]).joined]).toEqual([]);
  });

  it('A group is known by its answer that was shown first, also when an earlier attempt joins it', () => {
    const grown = showGroups(opened, [['a', 'b', 'c'], ['d']]);
    expect(firstShown(opened, ['b', 'c'])).toBe('b');
    expect(firstShown(grown, ['a', 'b', 'c'])).toBe('b');
    expect(firstShown(grown, ['a'])).toBe('a');
  });
});
