import { knownLanguageOf } from '@ai-teacher/language/function-words.ts';
import { standsIn } from '@ai-teacher/language/quotes.ts';
import { plainSpelling, spellingsOf } from '@ai-teacher/language/spelling/folding.ts';
import { allTerms, searchTermsOf, termLikeness } from '@ai-teacher/language/terms.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

const termOf = (word: string) => allTerms(word)[0] ?? { key: '', spellings: [], position: 0, named: false };
const likeness = (one: string, other: string) => termLikeness(termOf(one), termOf(other));

describe('one folding', () => {
  it.each([
    ['İSTANBUL', 'istanbul'],
    ['ılık', 'ilik'],
    ['Straße', 'STRASSE'],
    ['Wärme', 'Waerme'],
    ['Wärme', 'Warme'],
    ['Übergröße', 'Uebergroesse'],
    ['smørrebrød', 'smoerrebroed'],
    ['cœur', 'coeur'],
    ['évaporation', 'evaporation'],
    ['ΟΔΟΣ', 'οδός'],
    ['Ｈ２Ｏ', 'h2o'],
    ['łąka', 'laka'],
    ['مُحَمَّد', 'محمد'],
    ['کتاب', 'كتاب'],
    ['التبخر', 'تبخر'],
    ['٣٧', '37'],
    ['३७', '37'],
    ['증발은', '증발이란'],
    ['H₂O', 'h2o'],
    ['km²', 'km2'],
    ['10⁸', '10^8'],
    ['10⁻⁸', '10^-8'],
  ])('%s and %s are spelt alike, and the exact form counts more', (one, other) => {
    expect(likeness(one, other)).toBeGreaterThanOrEqual(0.95);
    expect(likeness(other, one)).toBeGreaterThanOrEqual(0.95);
    expect(likeness(one, one)).toBe(1);
    const words = new Set(searchTermsOf(one).words);
    expect(searchTermsOf(other).words.some((word) => words.has(word))).toBe(true);
  });

  it.each([
    ['poet', 'pot'],
    ['गति', 'गीत'],
    ['が', 'か'],
    ['fuel', 'ful'],
    ['10⁸', '108'],
    ['5²³', '523'],
    ['10₂', '102'],
    ['2½', '212'],
  ])('%s and %s stay two words', (one, other) => {
    expect(likeness(one, other)).toBeLessThan(0.95);
    expect(standsIn(`about ${other} of them`, `about ${one} of them`)).toBe(false);
    const words = new Set(searchTermsOf(one).words);
    expect(searchTermsOf(other).words.some((word) => words.has(word))).toBe(false);
  });

  it('a quote may write an index on the line, and a raised digit in no other way', () => {
    expect(standsIn('H2O boils', 'H₂O boils')).toBe(true);
    expect(standsIn('x2 grows', 'x² grows')).toBe(false);
    expect(standsIn('10⁸ stars', 'some 10⁸ stars')).toBe(true);
  });

  it('plainSpelling and spellingsOf are stable on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plainSpelling(plainSpelling(text))).toBe(plainSpelling(text));
        expect(spellingsOf(text).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('knownLanguageOf', () => {
  it.each([
    ['Czym jest fotosynteza?', 'pl'],
    ['광합성은 무엇인가요?', 'ko'],
    ['Що таке випаровування?', 'uk'],
    ['Apa itu penguapan?', 'id'],
    ['বাষ্পীভবন কাকে বলে?', 'bn'],
    ['ஆவியாதல் என்றால் என்ன?', 'ta'],
    ['تبخیر چیست؟', 'fa'],
    ['تبخیر کیا ہے؟', 'ur'],
    ['Que es la evaporacion', 'es'],
    ['qwrtz plmk', undefined],
    ['什么是水？它的沸点是100℃', 'zh'],
    ['水とは何ですか', 'ja'],
  ])('the language of %s is %s', (text, language) => {
    expect(knownLanguageOf(text)).toBe(language);
  });
});
