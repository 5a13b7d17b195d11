import { arabic } from './arabic.ts';
import { chinese } from './chinese.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { hindi } from './hindi.ts';
import type { LanguageRules } from './language-rules.ts';
import type { LanguageCode } from './material-language.ts';
import { portuguese } from './portuguese.ts';
import { spanish } from './spanish.ts';

/** The languages with definition forms beside English. */
const rules: Readonly<Record<LanguageCode, LanguageRules>> = {
  ar: arabic,
  de: german,
  es: spanish,
  fr: french,
  hi: hindi,
  pt: portuguese,
  zh: chinese,
};

/** The rules of a language; undefined for English and for languages without definition forms. */
export const rulesOf = (language: LanguageCode): LanguageRules | undefined => rules[language];

export const isSupported = (language: LanguageCode): boolean =>
  language === 'en' || rulesOf(language) !== undefined;

const nameOf = new Intl.DisplayNames('en', { type: 'language' });

/** English names of the languages that exams can be written from, in alphabetical order. */
export const supportedLanguageNames = (): string[] =>
  ['en', ...Object.keys(rules)].map((language) => nameOf.of(language) ?? language).sort();

/** The English name of a language; undefined for one that cannot be named. */
export const languageNameOf = (language: LanguageCode): string | undefined =>
  language === 'und' ? undefined : nameOf.of(language);
