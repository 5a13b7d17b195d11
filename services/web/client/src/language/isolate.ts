/** Letters of scripts that are written from right to left. */
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** U+200E, U+200F and U+202A to U+202E, which change the direction of the text around them. */
const directionMark = /[\u200e\u200f\u202a-\u202e]/u;

const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/**
 * A text that is inserted into a sentence, enclosed in direction isolates where it could reorder the sentence
 * (Unicode Standard Annex 9, section 2.4).
 *
 * @param direction the direction of the sentence: `rtl`, or anything else for left to right.
 */
export const isolate = (text: string, direction: string): string =>
  direction === 'rtl' || rightToLeft.test(text) || directionMark.test(text)
    ? `${firstStrongIsolate}${text}${popIsolate}`
    : text;
