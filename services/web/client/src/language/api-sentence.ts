import i18next from 'i18next';

/** A text of the catalogue, or a sentence of the API, which is in English. */
export type Sentence = string | { readonly english: string };

/**
 * The text of the catalogue for a code of the API. A code that the catalogue does not have, for example one
 * of a later release, has the sentence of the API.
 *
 * @param key the key of the text, which ends with the code.
 */
export const sentenceOf = (
  key: string,
  english: string,
  inserted: Readonly<Record<string, string | number>> = {},
): Sentence => (i18next.exists(key) ? String(i18next.t(key as 'fault.unknown', inserted)) : { english });

export const wordsOf = (sentence: Sentence): string =>
  typeof sentence === 'string' ? sentence : sentence.english;
