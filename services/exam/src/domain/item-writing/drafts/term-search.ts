import { isSpaceless, spacelessScripts } from '@ai-teacher/language/scripts.ts';
import { contentWordsOf, holdsTerm, wordsOf } from '@ai-teacher/language/words.ts';

/**
 * Words that join the parts of terms in other languages than English, such as `cycle de l’eau`. Two texts
 * that share only these words have nothing in common.
 */
const linkWords = new Set(
  `de du des la le les el los las del y e da do dos das a o os as ao à au aux en et ou un une una uno um uma und
  oder der die das dem den von vom zum zur zu im in für mit ein eine einer का की के को में से और من في على إلى عن و`.split(
    /\s+/u,
  ),
);

/** French articles and pronouns that join the next word: `l’eau` becomes `eau`. */
const elisionPattern = /(?<![\p{L}\p{M}])(?:[cdjlmnst]|qu)[’'](?=[\p{L}])/giu;

export const withoutElision = (text: string): string =>
  /[’']/u.test(text) ? text.replace(elisionPattern, '') : text;

const spacelessPattern = new RegExp(`[${spacelessScripts}]`, 'u');

/** The text without the words that only join others. */
export const withoutLinks = (text: string): string =>
  wordsOf(withoutElision(text))
    .filter((word) => !linkWords.has(word))
    .join(' ');

/** Whether the term stands in the text. In scripts without blanks the characters decide. */
export const mentions = (text: string, term: string): boolean =>
  spacelessPattern.test(term) && isSpaceless(term)
    ? text.normalize('NFKC').includes(term.normalize('NFKC'))
    : holdsTerm(withoutElision(text), term);

/** Whether the text contains a word of the term that does more than join others. */
export const repeatsTerm = (text: string, term: string): boolean => {
  const words = new Set(contentWordsOf(term).filter((word) => !linkWords.has(word)));
  return contentWordsOf(text).some((word) => words.has(word));
};

/** The words by which a sentence is found; in scripts without blanks, pairs of characters. */
export const indexWordsOf = (text: string): string[] => {
  const words = contentWordsOf(withoutElision(text));
  return spacelessPattern.test(text)
    ? words.flatMap((word) => (isSpaceless(word) ? characterPairsOf(word) : [word]))
    : words;
};

const characterPairsOf = (word: string): string[] => {
  const characters = Array.from(word);
  return characters.length < 2
    ? characters
    : characters.slice(1).map((last, at) => `${characters[at]}${last}`);
};
