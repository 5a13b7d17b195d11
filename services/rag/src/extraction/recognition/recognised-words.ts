import { cleanText } from '@ai-teacher/language/clean-text.ts';
import { spacelessScripts } from '@ai-teacher/language/scripts.ts';

/** A piece of a line as the engine cuts it: a word, or a few letters in scripts without blanks. */
export type Piece = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly confidence: number;
  readonly text: string;
};

/** The pieces between two blanks of a line. */
export type Word = {
  /** The numbers of page and block. */
  readonly block: string;
  /** The numbers of block, paragraph and line. */
  readonly line: string;
  readonly text: string;
  /** In percent, weighted by the letters of the pieces. */
  readonly confidence: number;
  readonly pieces: readonly Piece[];
};

const levels = { line: '4', piece: '5' };

/**
 * Joins the pieces of the engine to words. The table has no blanks. In Chinese, Japanese or Thai its rows are
 * parts of words, and only the text shows which of them the page separates.
 *
 * @param table a row for each line and each of its pieces: level, page, block, paragraph, line, number,
 * place, confidence, text.
 * @param text of the same page, with the blanks that the page shows.
 */
export const recognisedWords = (table: string, text: string): Word[] => {
  const words: (Pick<Word, 'block' | 'line'> & { readonly pieces: Piece[] })[] = [];
  const blanks = blankFinder(text);
  let [top, bottom] = [0, 0];
  for (const row of table.split('\n')) {
    const { level, block, line, written, ...piece } = readRow(row);
    if (level === levels.line) [top, bottom] = [piece.top, piece.bottom];
    if (level !== levels.piece || piece.text === '') continue;
    // The engine adds room above and below some letters of Chinese and Thai.
    const fitted = { ...piece, top: Math.max(top, piece.top), bottom: Math.min(bottom, piece.bottom) };
    const last = words.at(-1);
    const isApart = blanks.before(written) ?? !mayJoin(last?.pieces.at(-1)?.text ?? '', piece.text);
    if (last?.line === line && !isApart) last.pieces.push(fitted);
    else words.push({ block, line, pieces: [fitted] });
  }
  return words.map(toWord);
};

const readRow = (row: string) => {
  const [level, page, block, paragraph, line, _number, ...rest] = row.split('\t');
  const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = rest.slice(0, 5).map(Number);
  const written = rest.slice(5).join(' ').trim();
  return {
    ...{ level, block: `${page} ${block}`, line: `${page} ${block} ${paragraph} ${line}` },
    ...{ left, top, right: left + width, bottom: top + height, confidence },
    ...{ written, text: cleanText(written).trim() },
  };
};

/** Searches the pieces in the text, one after the other. */
const blankFinder = (text: string) => {
  let end = 0;
  return {
    /** @returns whether a blank stands before the piece; undefined when the text goes on with another. */
    before: (piece: string): boolean | undefined => {
      let start = end;
      while (/\s/.test(text.charAt(start))) start += 1;
      if (!text.startsWith(piece, start)) return undefined;
      const isApart = start > end;
      end = start + piece.length;
      return isApart;
    },
  };
};

const spacelessPattern = new RegExp(`[${spacelessScripts}\\p{M}\\u3000-\\u303f\\uff00-\\uffef]`, 'u');

const mayJoin = (piece: string, next: string): boolean =>
  spacelessPattern.test(piece.slice(-1)) && spacelessPattern.test(next.slice(0, 1));

const toWord = ({ pieces, ...place }: Pick<Word, 'block' | 'line' | 'pieces'>): Word => {
  const letters = pieces.reduce((sum, { text }) => sum + text.length, 0);
  const weighted = pieces.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0);
  const text = withVowels(pieces.map((piece) => piece.text).join(''));
  return { ...place, pieces, confidence: weighted / letters, text };
};

/** The engine writes the vowel am of Thai and Lao as two parts, or reads its ring as a second tone mark. */
const partedVowelPattern =
  /(?:\u0e4d(?<thai>[\u0e48-\u0e4b]?)|(?<twice>[\u0e48-\u0e4b])(?:\k<twice>|\u0e4d))\u0e32|\u0ecd(?<lao>[\u0ec8-\u0ecb]?)\u0eb2/gu;

const withVowels = (text: string): string =>
  text.replace(partedVowelPattern, (...match) => {
    const { thai, twice, lao } = match.at(-1) as Record<string, string | undefined>;
    return lao === undefined ? `${thai ?? twice ?? ''}\u0e33` : `${lao}\u0eb3`;
  });
