import { spacelessScripts } from '@ai-teacher/language/scripts.ts';
import type { Line, LinedPage } from '../model/page-model.ts';

/** The separator between two lines: nothing, a blank between two phrases, or a new paragraph. */
export type Border = 'none' | 'phrase' | 'paragraph';

/** Lines before and after a line that show the right edge of its column. */
const neighbourLines = 5;
/** Distances in sizes of the letters. Programs differ a little in what they take for a word. */
const spareRoom = { word: 2, letter: 1 };
const wideStep = 1.9;
const minIndent = 0.8;
const maxIndent = 6;

/** Chinese writes curly quotation marks too. */
const spacelessEndPattern = new RegExp(`[${spacelessScripts}\\u3000-\\u303f\\uff00-\\uffef][”’]{0,2}$`, 'u');
const spacelessStartPattern = new RegExp(`^[“‘]{0,2}[${spacelessScripts}\\u3000-\\u303f]`, 'u');
/** Lines of these scripts may end behind any letter. */
const everyLetterPattern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f]/u;
/** Not every program knows the words of these scripts. The others break their lines at blanks alone. */
const phraseScriptPattern = /^[\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Khmer and Burmese set a blank behind the marks that end phrases and sentences. */
const spacedStopPattern = /[\u104a\u104b\u17d4-\u17d6][”’)]{0,2}$/u;

/**
 * Decides what stands between two lines in scripts that write words without blanks between them, where a
 * missing border would glue two sentences. A line inside a paragraph ends where the next word has no room, so
 * a line that leaves more room ends its paragraph.
 *
 * @returns undefined for other scripts.
 */
export const spacelessBorder = (
  { lines, width }: Pick<LinedPage, 'lines' | 'width'>,
  index: number,
): Border | undefined => {
  const line = lines[index];
  const previous = lines[index - 1];
  if (!line || !previous || !joinsWithoutBlank(previous, line)) return undefined;
  if (isFirstOfParagraph(previous, line, lines[index + 1])) return 'paragraph';
  const { edge, breaksAtWords } = edgeOf({ lines, width }, index - 1);
  const room = edge - previous.right;
  const inside = spacedStopPattern.test(previous.text) ? 'phrase' : 'none';
  if (room <= roomFor(firstWordOf(line.text), line)) return inside;
  const mayBreakAtBlanks = !breaksAtWords && phraseScriptPattern.test(line.text);
  return mayBreakAtBlanks && room <= roomFor(firstPhraseOf(line.text), line) ? 'phrase' : 'paragraph';
};

const joinsWithoutBlank = (previous: Line, line: Line): boolean =>
  spacelessEndPattern.test(previous.text) && spacelessStartPattern.test(line.text);

/** The line is indented, and the line behind it is not. */
const isFirstOfParagraph = (previous: Line, line: Line, next: Line | undefined): boolean => {
  const indent = (line.x - previous.x) / line.size;
  const isIndented = indent > minIndent && indent < maxIndent;
  return isIndented && next !== undefined && Math.abs(next.x - previous.x) < line.size * 0.3;
};

/**
 * The right edge up to which lines are filled, and whether lines end inside phrases. Most lines of a
 * paragraph reach the edge. Where most lines are shorter, or stand wide apart, the edge may be as far from
 * the side of the page as the left edge.
 */
const edgeOf = (
  { lines, width }: Pick<LinedPage, 'lines' | 'width'>,
  index: number,
): { readonly edge: number; readonly breaksAtWords: boolean } => {
  const at = lines[index];
  if (!at) return { edge: 0, breaksAtWords: false };
  const first = Math.max(0, index - neighbourLines);
  const near = lines
    .slice(first, index + neighbourLines + 1)
    .filter((line) => line.x < at.right && line.right > at.x);
  const edge = Math.max(...near.map(({ right }) => right));
  const pairs = near.slice(1).map((line, before) => [near[before] as Line, line] as const);
  const full = pairs.filter(([one, next]) => edge - one.right <= roomFor(firstWordOf(next.text), next));
  const steps = pairs.map(([one, next]) => (next.y - one.y) / next.size);
  const isFilled = full.length * 2 > pairs.length && !steps.every((step) => step > wideStep);
  const breaksAtWords = full.some(([one]) => one.right < edge);
  if (isFilled || at.column !== undefined) return { edge, breaksAtWords };
  return { edge: Math.max(edge, width - Math.min(...near.map(({ x }) => x))), breaksAtWords };
};

const roomFor = (word: string, { text, x, right, size }: Line): number =>
  ((right - x) / Math.max(1, lettersOf(text))) * lettersOf(word) +
  size * spareRoom[everyLetterPattern.test(word) ? 'letter' : 'word'];

/** Marks stand above or below a letter and take no room. */
const lettersOf = (text: string): number => text.replace(/\p{Mn}/gu, '').length;

const words = new Intl.Segmenter('und', { granularity: 'word' });
const maxWordCharacters = 40;

const firstWordOf = (text: string): string => {
  if (everyLetterPattern.test(text)) return /^.[\p{P}ー々]*/u.exec(text)?.[0] ?? '';
  let word = '';
  for (const { segment, isWordLike } of words.segment(text.slice(0, maxWordCharacters))) {
    word += segment;
    if (isWordLike) return word;
  }
  return word;
};

const firstPhraseOf = (text: string): string => /^\S+/.exec(text)?.[0] ?? '';
