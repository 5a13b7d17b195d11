import { knownLanguageOf } from '@ai-teacher/language/function-words.ts';
import { greetedLanguageOf } from './courtesies.ts';
import { eastAsiaAndAfrica } from './east-asia-and-africa.ts';
import { germanic } from './germanic.ts';
import { middleEast } from './middle-east.ts';
import { romance } from './romance.ts';
import { slavicAndGreek } from './slavic-and-greek.ts';
import { southAsia } from './south-asia.ts';
import type { TutorTexts, TutorTextsByLanguage } from './tutor-texts.ts';

const english = germanic.en;

/** Every language that the tutor writes. */
export const tutorTexts: TutorTextsByLanguage = {
  ...germanic,
  ...romance,
  ...slavicAndGreek,
  ...middleEast,
  ...southAsia,
  ...eastAsiaAndAfrica,
};

/** The language that most people write in a script of several languages. */
const usualLanguages: readonly (readonly [string, RegExp])[] = [
  ['ar', /\p{Script=Arabic}/u],
  ['hi', /\p{Script=Devanagari}/u],
  ['ru', /\p{Script=Cyrillic}/u],
];

const usualLanguageOf = (message: string): string | undefined =>
  usualLanguages.find(([, script]) => script.test(message))?.[0];

const written = (language: string | undefined): string =>
  language === undefined || tutorTexts[language] === undefined ? 'en' : language;

/** The language in which the tutor answers a message; `en` when the tutor does not write its language. */
export const writtenLanguageOf = (message: string): string =>
  written(knownLanguageOf(message) ?? greetedLanguageOf(message) ?? usualLanguageOf(message));

/** The tutor's lines in the language of the message, or in English. */
export const textsFor = (message: string): TutorTexts => tutorTexts[writtenLanguageOf(message)] ?? english;

/** The same for a message that only greets or thanks, which has no function words. */
export const textsForCourtesy = (message: string): TutorTexts => {
  const greeted = greetedLanguageOf(message);
  return (greeted === undefined ? undefined : tutorTexts[greeted]) ?? textsFor(message);
};

/** Replaces the placeholders `{name}` of a text by values. Placeholders inside a value stay as they are. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
