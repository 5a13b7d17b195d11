import { knownLanguageOf } from '@ai-teacher/language/function-words.ts';

/** The language of the answers that the model was trained on. */
const language = 'en';

/** Whether a text is in the language of the model, as far as its script and function words show it. */
export const isLanguage = (text: string): boolean => knownLanguageOf(text) === language;

/** Whether a text shows another language. A short text often shows none. */
export const isOtherLanguage = (text: string): boolean => (knownLanguageOf(text) ?? language) !== language;
