import {
  abbreviationAtEnd,
  endsSentence,
  joinPieces,
  piecesOf,
  type Sentence,
  type TextSpan,
} from './sentences.ts';
import { onOneLine } from './words.ts';

const abbreviation = abbreviationAtEnd('etc|nos|[A-Z]', { before: '(', flags: 'i' });
const entryStartPattern = /^[\p{L}][\p{L}\p{M}\p{N}'’() /-]{1,48}:\s/u;
const numberedPattern = /^(?:\d+(?:\.\d+)*\.?|[a-z]\)|[•●▪◦*–-])\s+/iu;
const codePattern =
  /^(?:>>>|\.\.\.\s|\$ |#!|\{|\}|def |class |import |from \w+ import |return\b|print\(|for \w+ in |while .*:$|if .*:$|else:$)/;

type Block = { start: number; end: number };

/**
 * The sentences of a page of English prose in reading order. Lines of one paragraph are joined. Headings,
 * captions and list entries stay apart from prose; program lines and rows of tables are left out.
 *
 * @param text the text of one page.
 * @returns sentences whose `text` is a single line; the span is the place on the page, without the mark of
 * a list.
 */
export const proseSentencesOf = (text: string): Sentence[] => {
  return blocksOf(text).flatMap((block) => sentencesOfBlock(text, block));
};

const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let lastLine = '';
  for (const line of text.matchAll(/[^\n\r]*(?:\r\n|\n|\r|$)/gu)) {
    const body = line[0].trim();
    const start = line.index;
    const end = start + line[0].trimEnd().length;
    if (body === '' || isCode(body) || isTableRow(body)) {
      open = undefined;
    } else if (open === undefined || beginsBlock(body, lastLine, open.end - open.start <= lastLine.length)) {
      open = { start, end };
      blocks.push(open);
    } else {
      open.end = end;
    }
    lastLine = line[0].trimEnd();
  }
  return blocks;
};

const isCode = (line: string): boolean => {
  if (codePattern.test(line)) return true;
  const letters = line.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0;
  return letters / line.length < 0.6;
};

const cellPattern = /^[^:]{1,80}: \S/u;

/** Whether a line is a row of a table, as rag writes it: `Planet: Mars; Moons: 2`. */
const isTableRow = (line: string): boolean => {
  const [first = '', ...others] = line.split('; ');
  if (others.length === 0 || endsSentence(line, 'line')) return false;
  return others.every((cell) => cellPattern.test(cell)) && (others.length > 1 || cellPattern.test(first));
};

/**
 * A block begins at an entry, at the mark of a list, and after a heading (a short line alone without a full
 * stop).
 */
const beginsBlock = (line: string, before: string, beforeIsAlone: boolean): boolean => {
  if (entryStartPattern.test(line) || numberedPattern.test(line)) return true;
  if (!/^[\p{Lu}\p{Lt}“"]/u.test(line)) return false;
  const length = before.trim().length;
  return endsSentence(before, 'line') ? length < 45 : beforeIsAlone && length < 60;
};

const sentencesOfBlock = (text: string, block: TextSpan): Sentence[] => {
  const prose = text.slice(block.start, block.end);
  const goesOn = ({ start, end }: TextSpan) => {
    const sentence = prose.slice(start, end);
    return abbreviation.test(sentence.trimEnd()) || /^\s*(?:\d+|[a-z])[.)]\s*$/iu.test(sentence);
  };
  return [...joinPieces(piecesOfProse(prose), goesOn)].flatMap(({ start, end }) =>
    withoutMark(text, { start: block.start + start, end: block.start + end }),
  );
};

/**
 * Splits by the Unicode rules, and also before `term: meaning`, where a small letter follows the full stop.
 */
function* piecesOfProse(prose: string): Generator<TextSpan> {
  // The blanks have the length of the line breaks, so that offsets hold.
  const joined = prose.replace(/[\n\r\t]/gu, ' ');
  for (const piece of piecesOf(joined)) {
    const segment = joined.slice(piece.start, piece.end);
    let start = piece.start;
    for (const entry of segment.matchAll(/[.!?)] (?=\p{Ll}[\p{L}\p{M}'’ -]{1,40}: \p{L})/gu)) {
      const end = piece.start + entry.index + entry[0].length;
      yield { start, end };
      start = end;
    }
    yield { start, end: piece.end };
  }
}

const withoutMark = (text: string, span: TextSpan): Sentence[] => {
  const raw = text.slice(span.start, span.end);
  const lead = raw.length - raw.trimStart().length;
  const mark = raw.trimStart().match(numberedPattern)?.[0].length ?? 0;
  const start = span.start + lead + mark;
  const end = span.start + raw.trimEnd().length;
  return end <= start ? [] : [{ text: onOneLine(text.slice(start, end)), start, end }];
};
