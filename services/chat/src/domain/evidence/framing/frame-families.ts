import { inLowerCase, plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import type { Term } from '@ai-teacher/language/terms.ts';
import { isCourtesy, isRequesting } from '../frame-words.ts';
import { perLanguage } from '../per-language.ts';
import { isAmbiguous, isParticle, isPlace, isPointer } from './clause-grammars.ts';
import families from './frame-families.json' with { type: 'json' };

/** A short stem begins many words that are not of its family. */
const maxShortStem = 3;
const maxEndingOfShortStem = 3;
/** Tamil joins several endings to one stem. */
const maxEndingInTamil = 6;
const maxEnding = 8;

type Families = {
  readonly words: ReadonlySet<string>;
  readonly stems: readonly string[];
  /** The words with their marks. */
  readonly marked: ReadonlySet<string>;
};

const familiesOf = (list: string): Families => {
  const entries = list
    .split(/\s+/u)
    .map((entry) => ({ entry, plain: plainSpelling(entry.replace('*', '')) }));
  return {
    words: new Set(entries.map(({ plain }) => plain)),
    marked: new Set(entries.map(({ entry }) => inLowerCase(entry).normalize())),
    stems: entries.filter(({ entry }) => entry.endsWith('*')).map(({ plain }) => plain),
  };
};

const ofLanguage = perLanguage(families, familiesOf);

const none: Families = { words: new Set(), stems: [], marked: new Set() };

/** Vowel signs are marks; they make no word longer. */
const lettersOf = (text: string): number => text.replaceAll(/\p{M}/gu, '').length;

const maxEndingOf = (stem: string, language: string): number => {
  if (lettersOf(stem) > maxShortStem) return maxEnding;
  return language === 'ta' ? maxEndingInTamil : maxEndingOfShortStem;
};

/** "Getting" doubles the last letter of its stem. */
const begins = (word: string, stem: string, language: string): boolean => {
  if (!word.startsWith(stem)) return false;
  const isDoubled = word[stem.length] === stem.at(-1) ? 1 : 0;
  return lettersOf(word) - lettersOf(stem) - isDoubled <= maxEndingOf(stem, language);
};

/** Particles that Arabic writes together with the next word: "and", "for", "in", "like", "the". */
const arabicParticles = /^[وف]?[بلك]?(?:ال)?(?=..)/u;

/**
 * Whether a word, in plain spelling, belongs to a family of words with which a language frames a
 * question: verbs of asking, explaining and understanding, people, school, time, manner and
 * courtesy, in any inflection.
 */
export const isFraming = (word: string, language: string): boolean => {
  const { words, stems, marked } = ofLanguage(language) ?? none;
  // In Vietnamese a mark makes another word: "màu" (colour) is not "mẫu" (sample).
  if (language === 'vi' && plainSpelling(word) !== word)
    return isCourtesy(word) || isRequesting(word) || marked.has(word.normalize());
  const forms = language === 'ar' ? [word, word.replace(arabicParticles, '')] : [word];
  return forms.some(
    (form) =>
      isCourtesy(form) ||
      isRequesting(form) ||
      words.has(form) ||
      stems.some((stem) => begins(form, stem, language)),
  );
};

/** Whether a term is a word of the asking: of a framing family, an adverb or a pronoun, and no place. */
export const isOfAsking = ({ key, spellings, named }: Term, language: string): boolean =>
  !/\p{N}/u.test(key) &&
  // Families of Vietnamese are syllables, which also occur in names.
  !(language === 'vi' && named) &&
  !(isAmbiguous(key, language) && isPlace(key, language)) &&
  [plainSpelling(key), ...spellings].some(
    (spelling) =>
      isFraming(markedOr(spelling, key, language), language) ||
      isParticle(spelling, language) ||
      isPointer(spelling, language),
  );

/** In Vietnamese, a word that is written with its marks is read with them. */
const markedOr = (spelling: string, key: string, language: string): string =>
  language === 'vi' && plainSpelling(key) !== key ? key : spelling;
