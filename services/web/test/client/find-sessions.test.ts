import { describe, expect, it } from '@jest/globals';
import { findSessions } from '../../client/src/pages/ask/find-sessions.ts';

const titles = ['What is condensation?', 'Why do CLOUDS form?', 'Was heißt Wärme?', 'ما هو التكاثف؟'];
const find = (words: string): string[] =>
  findSessions(
    titles.map((title) => ({ title })),
    words,
  ).map(({ title }) => title);

describe('findSessions', () => {
  it('Returns every conversation when no word is given', () => {
    expect(find('  ')).toEqual(titles);
  });

  it.each([
    ['CONDENSATION', 'What is condensation?'],
    ['form  clouds', 'Why do CLOUDS form?'],
    ['wa\u0308rme', 'Was heißt Wärme?'],
    ['التكاثف', 'ما هو التكاثف؟'],
  ])('Finds the words %s in any case, order and form of their characters', (words, title) => {
    expect(find(words)).toEqual([title]);
  });

  it('Returns no conversation when one of the words is missing', () => {
    expect(find('clouds rain')).toEqual([]);
  });
});
