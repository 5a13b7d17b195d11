/**
 * The scripts that write words without blanks between them: the content of a character class (flag `u` or
 * `v`).
 */
export const spacelessScripts =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';

const spacelessRunPattern = new RegExp(`[${spacelessScripts}]+`, 'gv');
const spacelessCharacterPattern = new RegExp(`[${spacelessScripts}]`, 'u');
const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;

/** A run of letters, marks and digits. A `spaceless` run may hold several words. */
export type WordRun = {
  readonly text: string;
  readonly spaceless: boolean;
};

/**
 * Splits text into words of letters, combining marks and digits. A vowel sign belongs to its word. The parts
 * in spaceless scripts are set apart.
 *
 * @param text any text; it is not normalised here.
 * @returns the runs in reading order; none for a text without letters and digits.
 */
export const wordRuns = (text: string): WordRun[] => {
  // Most texts are in scripts with blanks.
  const hasSpaceless = spacelessCharacterPattern.test(text);
  const runs: WordRun[] = [];
  // Word by word: a list of all words of a huge text could exhaust the memory of a thread in one step, which
  // ends the whole process and not only the thread.
  for (const [word] of text.matchAll(wordPattern)) {
    if (!hasSpaceless) {
      runs.push({ text: word, spaceless: false });
      continue;
    }
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

/**
 * Estimates the number of words of a text in any script. Two UTF-16 units of a spaceless script count as one
 * word.
 *
 * @returns a whole number of words, 0 for a text without letters and digits.
 */
export const countWords = (text: string): number => {
  return wordRuns(text).reduce(
    (sum, run) => sum + (run.spaceless ? Math.ceil(run.text.length / spacelessCharactersPerWord) : 1),
    0,
  );
};

/** Whether more than half of the letters of a text belong to a script without blanks between words. */
export const isSpaceless = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => spacelessCharacterPattern.test(letter)).length * 2 > letters.length;
};
