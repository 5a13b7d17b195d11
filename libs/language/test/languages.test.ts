import { knownLanguageOf, languageOf } from '@ai-teacher/language/function-words.ts';
import { describe, expect, it } from '@jest/globals';

describe('the language of a text without a known word', () => {
  it.each([
    ['зледеніння', 'uk'],
    ['ледник', 'ru'],
    ['گلیشیر ٹوٹا', 'ur'],
    ['یخچال پنیر', 'fa'],
    ['التبخر', 'ar'],
    ['हिमनद', 'hi'],
    ['glacier', 'en'],
  ])('is guessed by the letters of %s: %s', (text, language) => {
    expect(languageOf(text)).toBe(language);
  });

  it('is not known for certain', () => {
    expect(knownLanguageOf('ледник')).toBeUndefined();
  });
});
