import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readPreference } from '../shell/preferences.ts';

export const languages = [{ code: 'en', name: 'English', dir: 'ltr' }] as const;
export type LanguageCode = (typeof languages)[number]['code'];

const catalogues: Readonly<Record<LanguageCode, () => Promise<{ default: object }>>> = {
  en: () => import('./en.json'),
};

const isLanguage = (code: string | undefined): code is LanguageCode =>
  code !== undefined && code in catalogues;

/** The chosen language, else the first of the browser that has a catalogue, else English. */
const preferred = (): LanguageCode => {
  const wishes = [readPreference('language'), ...navigator.languages.map((tag) => tag.split('-')[0])];
  return wishes.find(isLanguage) ?? 'en';
};

/** Loads a catalogue when its language is first chosen, and turns the page to its direction. */
export const switchLanguage = async (code: LanguageCode): Promise<void> => {
  if (!i18next.hasResourceBundle(code, 'translation'))
    i18next.addResourceBundle(code, 'translation', (await catalogues[code]()).default);
  await i18next.changeLanguage(code);
  document.documentElement.lang = code;
  document.documentElement.dir = languages.find((known) => known.code === code)?.dir ?? 'ltr';
};

export const setupLanguage = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: {},
    interpolation: { escapeValue: false },
    partialBundledLanguages: true,
  });
  await switchLanguage('en');
  const code = preferred();
  if (code !== 'en') await switchLanguage(code);
};
