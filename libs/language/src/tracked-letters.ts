/** Six capital letters with a blank between any two, or more. A wider blank divides words. */
const capitalsPattern = /(?<![\p{L}\p{N}])\p{Lu}(?: {1,3}\p{Lu}){5,}(?![\p{L}\p{N}])/gu;
const wholeLinePattern = /^\p{L}\p{M}*(?: {1,3}\p{L}\p{M}*){5,}[.!?]?$/u;
/** The keys of exam items (A to F, true and false). */
const keysPattern = /^[A-Fa-fTt ]+$/u;

/**
 * Joins a word that is set wide by blanks between its letters: "G L A C I E R" becomes "GLACIER". Lists of
 * letters stay: the alphabet, and the keys of exam items.
 */
export const joinTrackedLetters = (line: string): string => {
  if (!line.includes(' ')) return line;
  return wholeLinePattern.test(line) ? joined(line) : line.replace(capitalsPattern, joined);
};

const joined = (letters: string): string => {
  if (isListOfLetters(letters)) return letters;
  return letters.replace(/(?<! ) (?! )/g, '').replace(/ +/g, ' ');
};

/** Whether letters stand for themselves: in the order of the alphabet, or as keys. */
export const isListOfLetters = (text: string): boolean => {
  if (keysPattern.test(text)) return true;
  const points = [...text.replaceAll(' ', '').toLowerCase()].map((letter) => letter.codePointAt(0) ?? 0);
  return points.every((point, index) => index === 0 || point === (points[index - 1] ?? 0) + 1);
};
