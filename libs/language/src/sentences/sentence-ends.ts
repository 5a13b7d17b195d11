/**
 * The marks that end a sentence in any script: the content of a character class (flag `u` or `v`). Unicode
 * counts the shad of Tibetan (U+0F0D to U+0F12) as punctuation alone, because it also ends phrases.
 */
export const sentenceEnds = '\\p{Sentence_Terminal}\\u0f0d-\\u0f12';

/** Quotation marks and brackets that may stand behind the mark: the content of a character class. */
export const closingMarks = '\\p{Pe}\\p{Pf}\\p{Pi}"\'';
