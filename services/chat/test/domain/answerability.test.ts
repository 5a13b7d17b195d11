import { describe, expect, it } from '@jest/globals';
import { rankSentences } from '../../src/domain/evidence/ranking/rank-sentences.ts';
import { answerClues } from '../../src/domain/evidence/support/answer-clues.ts';
import { isJudged, seemsAnswerable } from '../../src/domain/evidence/support/answerability.ts';
import { isSupported, selectSupport } from '../../src/domain/evidence/support/select-support.ts';
import { aPassage } from '../builders.ts';

const text =
  'The bridge was designed by Anna Kern. The old bridge over the river was opened in 1894 after long delays. It is the largest bridge of the northern province.';
const passages = [aPassage({ text, title: 'The bridge', headingPath: [] })];
const cluesOf = (question: string) => answerClues(question, rankSentences(question, passages));

describe('answerClues measures the words of the question that the best sentence lacks', () => {
  it('answerClues counts a name of the question that the passage lacks', () => {
    expect(cluesOf('Who designed the bridge for Maria Lang?').missingNamesInPassage).toBeGreaterThan(
      cluesOf('Who designed the bridge?').missingNamesInPassage ?? 1,
    );
  });

  it('answerClues sees another number in the place of the asked number', () => {
    expect(cluesOf('Which bridge over the river was opened in 1895?').otherNumber).toBe(1);
    expect(cluesOf('Which bridge over the river was opened in 1894?').otherNumber).toBe(0);
  });

  it.each([
    ['negation', 'Which bridge over the river was never opened?', 'Which bridge over the river was opened?'],
    [
      'opposite',
      'Where is the bridge of the southern province?',
      'Where is the bridge of the northern province?',
    ],
    ['missingDegree', 'Where is the smallest bridge over the river?', 'Where is the bridge over the river?'],
  ])('answerClues sees a mismatch of %s', (name, mismatched, matching) => {
    expect([cluesOf(mismatched)[name], cluesOf(matching)[name]]).toEqual([1, 0]);
  });
});

describe('the trained model judges only what it learned', () => {
  it.each([
    ['keywords', 'bridge river 1894'],
    ['a definition', 'What is a bridge?'],
    ['several lines', 'Who designed the bridge?\nWhen was it opened?'],
    ['another language', 'Wann wurde die Brücke eröffnet?'],
  ])('isJudged leaves %s to the support', (_kind, question) => {
    expect(isJudged(question, rankSentences(question, passages))).toBe(false);
  });

  it('a judged question below the bound is declined, and a plain question is answered', () => {
    const question = 'When was the old bridge over the river opened?';
    const ranked = rankSentences(question, passages);
    expect(isJudged(question, ranked)).toBe(true);
    expect(selectSupport(question, passages).supported).toBe(true);
    expect(isSupported(question, ranked)).toBe(true);
    const strict = { intercept: 0, clues: [], minProbability: 0.6 };
    expect(seemsAnswerable(question, ranked, strict)).toBe(false);
  });
});
