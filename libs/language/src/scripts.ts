/** Scripts that write words without blanks between them, as a character class for the `v` flag. */
export const spacelessScripts =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';

const spacelessRunPattern = new RegExp(`${spacelessScripts}+`, 'gv');
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/** A run of letters, marks and digits; `spaceless` says that it may hold several words. */
export type WordRun = {
  readonly text: string;
  readonly spaceless: boolean;
};

/**
 * Splits text into words of letters, combining marks and digits (a vowel sign belongs to its word), with the parts
 * in spaceless scripts set apart.
 */
export const wordRuns = (text: string): WordRun[] => {
  const runs: WordRun[] = [];
  for (const [word] of text.matchAll(wordPattern)) {
    let end = 0;
    for (const match of word.matchAll(spacelessRunPattern)) {
      if (match.index > end) runs.push({ text: word.slice(end, match.index), spaceless: false });
      runs.push({ text: match[0], spaceless: true });
      end = match.index + match[0].length;
    }
    if (end < word.length) runs.push({ text: word.slice(end), spaceless: false });
  }
  return runs;
};

const spacelessCharactersPerWord = 2;

/** About how many words a text has, in any script. */
export const countWords = (text: string): number => {
  return wordRuns(text).reduce(
    (sum, run) => sum + (run.spaceless ? Math.ceil(run.text.length / spacelessCharactersPerWord) : 1),
    0,
  );
};
