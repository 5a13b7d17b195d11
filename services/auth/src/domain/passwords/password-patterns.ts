import type { PasswordFault } from '@ai-teacher/contracts/auth/passwords.ts';

/**
 * Patterns that make a long password easy to guess. A password of blanks, emoji or other signs alone shows
 * none of them: attackers do not begin there, and any character is allowed.
 */

const hasWordsPattern = /[\p{L}\p{N}]/u;

/** The length of the shortest beginning whose repetition, the last one perhaps cut, is the whole list. */
const periodOf = (characters: readonly string[]): number => {
  const borders = [0];
  for (let index = 1; index < characters.length; index += 1) {
    let border = borders[index - 1] ?? 0;
    while (border > 0 && characters[index] !== characters[border]) border = borders[border - 1] ?? 0;
    borders.push(characters[index] === characters[border] ? border + 1 : 0);
  }
  return characters.length - (borders.at(-1) ?? 0);
};

/** Rows and columns of keyboards; digits and letters are found by their order in Unicode. */
const keyboardRuns = [
  'qwertyuiopasdfghjklzxcvbnm1234567890qwertyuiop',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'йцукенгшщзхъфывапролджэячсмитьбю',
];
const neighbours = new Set(
  keyboardRuns.flatMap((run) => {
    const keys = [...run];
    return keys.slice(1).flatMap((key, index) => [`${keys[index]}${key}`, `${key}${keys[index]}`]);
  }),
);

const follows = (before: string, after: string): boolean =>
  Math.abs((after.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0)) <= 1 ||
  neighbours.has(before + after) ||
  before + after === '90' ||
  before + after === '09';

/** Three neighbours or more are one step: of "abcdefx1", the steps are "abcdef", "x" and "1". */
const minRunCharacters = 3;
const stepsIn = (characters: readonly string[]): number => {
  let steps = 0;
  for (let start = 0; start < characters.length; steps += 1) {
    let end = start + 1;
    while (end < characters.length && follows(characters[end - 1] ?? '', characters[end] ?? '')) end += 1;
    start = end - start >= minRunCharacters ? end : start + 1;
  }
  return steps;
};

const minDistinctCharacters = 6;
const minSteps = 6;

/**
 * The pattern of a password; undefined for one without pattern.
 *
 * @param minPeriod a repeated text of fewer characters is too short, because a repetition adds nothing.
 */
export const patternOfPassword = (password: string, minPeriod: number): PasswordFault | undefined => {
  if (!hasWordsPattern.test(password)) return undefined;
  const characters = [...password.toLowerCase()];
  const period = periodOf(characters);
  if (period < minPeriod && period * 2 <= characters.length) return 'repeated-text';
  if (new Set(characters).size < minDistinctCharacters) return 'few-characters';
  if (stepsIn(characters) < minSteps) return 'simple-run';
  return undefined;
};
