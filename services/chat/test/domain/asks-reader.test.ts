import { describe, expect, it } from '@jest/globals';
import { asksReader } from '../../src/domain/evidence/asks-reader.ts';

describe('asksReader', () => {
  it.each([
    'Why does an ice cube float in a glass of water?',
    'He asked: “What is a front?”',
    '雨とは何ですか？',
    'ما هو المناخ؟',
    'Explain why a lake freezes from the top.',
    '• Say in one sentence what the difference between weather and climate is.',
    '3. Compare the weather at a warm front with the weather at a cold front.',
    'b) Work out how far away the storm is.',
  ])('asksReader is true for a question or task of the book: %s', (sentence) => {
    expect(asksReader(sentence)).toBe(true);
  });

  it.each([
    'Ice floats on water because it is less dense.',
    '• Condensation is the change of a gas into a liquid.',
    'Name recognition is a part of fame.',
    'List is the name of a composer.',
    'He could not say what it was.',
    'Compare Rome, which was founded earlier.',
  ])('asksReader is false for a statement of the book: %s', (sentence) => {
    expect(asksReader(sentence)).toBe(false);
  });
});
