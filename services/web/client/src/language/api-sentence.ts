import i18next from 'i18next';

/** A text of the catalogue, or a sentence of the API, which is in English. */
export type Sentence = string | { readonly english: string };

type Inserted = Readonly<Record<string, string | number>>;

/**
 * The text of the catalogue for a code of the API. A code that the catalogue does not have, for example one
 * of a later release, has the sentence of the API.
 *
 * @param key the key of the text, which ends with the code.
 */
export const sentenceOf = (key: string, english: string, inserted: Inserted = {}): Sentence =>
  i18next.exists(key) ? String(i18next.t(key as 'fault.unknown', inserted)) : { english };

/**
 * Joins the texts of several codes. Returns the sentence of the API when there is no code, or when the
 * catalogue lacks one of them.
 */
export const sentenceOfAll = (keys: readonly string[], english: string, inserted: Inserted = {}): Sentence =>
  keys.length > 0 && keys.every((key) => i18next.exists(key))
    ? keys.map((key) => i18next.t(key as 'fault.unknown', inserted)).join(' ')
    : { english };

export const wordsOf = (sentence: Sentence): string =>
  typeof sentence === 'string' ? sentence : sentence.english;
