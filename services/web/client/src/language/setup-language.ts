import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readPreference, writePreference } from '../shell/preferences.ts';
import { showInserted, showNumber } from './show.ts';

export const languages = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'de', name: 'Deutsch', dir: 'ltr' },
  { code: 'hi', name: 'हिन्दी', dir: 'ltr' },
  { code: 'ar', name: 'العربية', dir: 'rtl' },
] as const;
export type LanguageCode = (typeof languages)[number]['code'];

/** Each catalogue is a file of its own, which is loaded when its language is first chosen. */
const catalogues: Readonly<Record<LanguageCode, () => Promise<{ default: object }>>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  hi: () => import('./hi.json'),
  ar: () => import('./ar.json'),
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

/** Loads a catalogue when its language is first chosen, and turns the page to its direction. */
export const switchLanguage = async (code: LanguageCode): Promise<void> => {
  if (!i18next.hasResourceBundle(code, 'translation'))
    i18next.addResourceBundle(code, 'translation', (await catalogues[code]()).default);
  // The direction comes first, because inserted texts are isolated by it.
  document.documentElement.lang = code;
  document.documentElement.dir = languages.find((known) => known.code === code)?.dir ?? 'ltr';
  await i18next.changeLanguage(code);
};

/** Switches to a language that a person chose. This browser starts with it from then on. */
export const chooseLanguage = async (code: LanguageCode): Promise<void> => {
  await switchLanguage(code);
  writePreference('language', code);
};

export const setupLanguage = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    // Every catalogue has every key, so no second catalogue is loaded to fill gaps.
    fallbackLng: false,
    resources: {},
    // React escapes markup. Here each inserted text gets a direction of its own.
    interpolation: { escapeValue: true, escape: showInserted },
    partialBundledLanguages: true,
  });
  i18next.services.formatter?.add('number', (value: number) => showNumber(value));
  await switchLanguage(preferredLanguage());
};
