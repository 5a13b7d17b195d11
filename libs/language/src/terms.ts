import { wordRuns } from './scripts.ts';

/**
 * The two views of a text that search is made of. Words carry meaning; character grams carry what language-blind
 * words lose: inflection, compounds, spelling, scripts without blanks. Measured by bench/retrieval.ts.
 */
export type Terms = {
  readonly words: readonly string[];
  readonly grams: readonly string[];
};

const gramCharacters = 4;
const spacelessGramCharacters = 2;

/** English function words; in other languages their low inverse document frequency does the same. */
const stopWords = new Set(
  (
    'a an and are as at be but by did do does for from had has have he her his how i if in into is it its not of on or ' +
    'that the their there these they this to was were what when where which who whom why will with you your'
  ).split(' '),
);

export const termsOf = (text: string): Terms => {
  const runs = wordRuns(text.normalize('NFKC').toLowerCase());
  const words: string[] = [];
  const grams: string[] = [];
  let sentence: string[] = [];
  const closeSentence = () => {
    if (sentence.length > 0) grams.push(...gramsOf(` ${sentence.join(' ')} `, gramCharacters));
    sentence = [];
  };
  for (const run of runs) {
    if (run.spaceless) {
      closeSentence();
      const characters = [...run.text];
      if (characters.length > 1) grams.push(...gramsOf(run.text, spacelessGramCharacters));
      grams.push(...characters);
      words.push(run.text);
    } else {
      sentence.push(run.text);
      if (!stopWords.has(run.text)) words.push(singular(run.text));
    }
  }
  closeSentence();
  return { words, grams };
};

const gramsOf = (text: string, length: number): string[] => {
  const characters = [...text];
  if (characters.length <= length) return [text];
  return Array.from({ length: characters.length - length + 1 }, (_, at) =>
    characters.slice(at, at + length).join(''),
  );
};

/** English plural endings only: anything stronger gained nothing that the grams do not give already. */
const singular = (word: string): string => {
  if (word.length < 4 || !/^[a-z]+s$/.test(word) || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  return /(?:ch|sh|x|ss|z)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
};
