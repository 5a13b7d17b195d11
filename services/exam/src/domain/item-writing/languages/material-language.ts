import { frequentWords, languageOfScript } from './word-lists.ts';

/** A code of ISO 639, or `und` for a language that cannot be named. */
export type LanguageCode = string;

const maxCharacters = 200_000;
/** With fewer letters or words a text gives no evidence. */
const minLetters = 20;
const minWords = 8;
/** Running text of a listed language reaches about twice this share of frequent words. */
const minShare = 0.12;
const minWordsForUnknown = 30;

const languagesOf = new Map<string, string[]>();
for (const [language, list] of Object.entries(frequentWords))
  for (const word of new Set(list.split(/\s+/u)))
    languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);

const scripts = languageOfScript.map(([script, language]) => ({
  language,
  pattern: new RegExp(`\\p{Script=${script}}`, 'gu'),
}));

/**
 * Identifies the language of a text by its script and its most frequent words.
 *
 * @returns undefined when the text is too short to tell.
 */
export const identifyLanguage = (whole: string): LanguageCode | undefined => {
  const text = whole.slice(0, maxCharacters).normalize('NFC');
  const letters = countOf(text, /\p{L}/gu);
  if (letters < minLetters) return undefined;
  const kana = countOf(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = countOf(text, /\p{Script=Han}/gu);
  if ((kana + han) * 2 > letters) return kana * 10 > kana + han ? 'ja' : 'zh';
  const script = scripts.find(({ pattern }) => countOf(text, pattern) * 2 > letters);
  return script?.language ?? byFrequentWords(text);
};

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const byFrequentWords = (text: string): LanguageCode | undefined => {
  const words = text.toLowerCase().match(/[\p{L}\p{M}’]+/gu) ?? [];
  const hits = new Map(Object.keys(frequentWords).map((language) => [language, 0]));
  for (const word of words)
    for (const language of languagesOf.get(word) ?? []) hits.set(language, (hits.get(language) ?? 0) + 1);
  // Of equal counts the first counts, and the languages with definition forms stand first.
  const [best] = [...hits].toSorted(([, left], [, right]) => right - left);
  if (best !== undefined && words.length >= minWords && best[1] >= words.length * minShare) return best[0];
  return words.length >= minWordsForUnknown ? 'und' : undefined;
};
