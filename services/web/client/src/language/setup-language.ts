import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { writePreference } from '../shell/preferences.ts';
import { catalogues, type LanguageCode, languages, preferredLanguage } from './languages.ts';
import { showInserted, showNumber } from './show.ts';

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
