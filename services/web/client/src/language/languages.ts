import { readPreference } from '../preferences.ts';

export const languages = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'de', name: 'Deutsch', dir: 'ltr' },
  { code: 'hi', name: 'हिन्दी', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
] as const;
export type LanguageCode = (typeof languages)[number]['code'];

/** Each catalogue is a file of its own, which is loaded when its language is first chosen. */
export const catalogues: Readonly<Record<LanguageCode, () => Promise<{ default: object }>>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  hi: () => import('./hi.json'),
  ar: () => import('./ar.json'),
};

/**
 * The texts for codes of the API that are rare or belong to one page. They load after the first page, because
 * the first load has no room for them.
 */
export const codeTexts: typeof catalogues = {
  en: () => import('./codes/en.json'),
  de: () => import('./codes/de.json'),
  hi: () => import('./codes/hi.json'),
  ar: () => import('./codes/ar.json'),
};

/** The language of a BCP 47 tag, such as `ar` of `ar-EG`; undefined without a catalogue. */
export const languageOf = (tag: string | undefined): LanguageCode | undefined => {
  const code = tag?.split('-')[0]?.toLowerCase();
  return languages.find((known) => known.code === code)?.code;
};

/** The chosen language, else the first of the browser that has a catalogue, else English. */
export const preferredLanguage = (): LanguageCode =>
  [readPreference('language'), ...navigator.languages].map(languageOf).find((code) => code !== undefined) ??
  'en';
