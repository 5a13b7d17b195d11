import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { writePreference } from '../preferences.ts';
import { catalogues, codeTexts, type LanguageCode, languages, preferredLanguage } from './languages.ts';
import { showInserted, showNumber } from './show.ts';

const addCodes = async (code: LanguageCode): Promise<void> => {
  // Without them the sentences of the API are shown.
  const loaded = await codeTexts[code]().catch(() => undefined);
  if (loaded !== undefined) i18next.addResourceBundle(code, 'translation', loaded.default, true);
};

/** The loading of the texts for codes that came first; undefined before. */
let firstCodes: Promise<void> | undefined;

/** Loads a catalogue when its language is first chosen, and turns the page to its direction. */
export const switchLanguage = async (code: LanguageCode): Promise<void> => {
  if (!i18next.hasResourceBundle(code, 'translation'))
    i18next.addResourceBundle(code, 'translation', (await catalogues[code]()).default);
  // Once a page may show them, they change with the other texts.
  if (firstCodes !== undefined) await addCodes(code);
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
    // A page that shows a code of the API shows its text when the texts of codes have arrived.
    react: { bindI18nStore: 'added' },
  });
  i18next.services.formatter?.add('number', (value: number) => showNumber(value));
  await switchLanguage(preferredLanguage());
};

/**
 * Loads the texts for codes of the API, of the present language and of each one that is chosen later.
 *
 * @returns when those of the present language are shown, or could not be loaded.
 */
export const loadCodes = (): Promise<void> => {
  const load = (): Promise<void> => addCodes(i18next.language as LanguageCode);
  if (firstCodes === undefined) {
    i18next.on('languageChanged', () => void load());
    firstCodes = load();
  }
  return firstCodes;
};

/** A slow phone shows its first page within this time. */
const firstPageMilliseconds = 10_000;

/** Loads the texts for codes after the first click, or when the first page is surely complete. */
export const followCodes = (): void => {
  const begin = (): void => {
    clearTimeout(timer);
    document.removeEventListener('click', begin, true);
    void loadCodes();
  };
  const timer = setTimeout(begin, firstPageMilliseconds);
  document.addEventListener('click', begin, true);
};
