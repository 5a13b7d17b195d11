import type { SourcePage } from '../drafts/item-draft.ts';
import { onOneLine } from './words.ts';

/** A sentence of a page: on one line for people, with the span where it stands for the record. */
export type Sentence = {
  text: string;
  start: number;
  end: number;
};

/** A page with its sentences. */
export type ReadPage = { page: SourcePage; sentences: readonly Sentence[] };

type Block = { start: number; end: number };

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const abbreviationPattern =
  /(?:^|[\s(])(?:e\.g|i\.e|cf|vs|etc|fig|figs|eq|no|nos|vol|ch|sec|dr|mr|mrs|ms|prof|st|approx|[A-Z])\.\s*$/i;
const entryStartPattern = /^[\p{L}][\p{L}\p{M}\p{N}'’() /-]{1,48}:\s/u;
const numberedPattern = /^(?:\d+(?:\.\d+)*\.?|[a-z]\)|[•●▪◦*–-])\s+/iu;
const codePattern =
  /^(?:>>>|\.\.\.\s|\$ |#!|\{|\}|def |class |import |from \w+ import |return\b|print\(|for \w+ in |while .*:$|if .*:$|else:$)/;

/** The sentences of a page in reading order. Headings, captions, code and table rows stay apart from prose. */
export const readSentences = (page: SourcePage): Sentence[] => {
  return blocksOf(page.text).flatMap((block) => sentencesOf(page.text, block));
};

const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let lastLine = '';
  for (const line of text.matchAll(/[^\n\r]*(?:\r\n|\n|\r|$)/gu)) {
    const body = line[0].trim();
    const start = line.index;
    const end = start + line[0].trimEnd().length;
    if (body === '' || isCode(body)) {
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

/** A new block starts at an entry, a list mark, and after a line that was a heading (alone, short, no full stop). */
const beginsBlock = (line: string, before: string, beforeIsAlone: boolean): boolean => {
  if (entryStartPattern.test(line) || numberedPattern.test(line)) return true;
  if (!/^[\p{Lu}\p{Lt}“"]/u.test(line)) return false;
  const length = before.trim().length;
  return /[.!?:;]["”’)]*$/u.test(before) ? length < 45 : beforeIsAlone && length < 60;
};

const sentencesOf = (text: string, block: Block): Sentence[] => {
  const sentences: Sentence[] = [];
  let pending: Block | undefined;
  for (const piece of piecesOf(joinedLines(text.slice(block.start, block.end)))) {
    const start = pending?.start ?? block.start + piece.start;
    const end = block.start + piece.end;
    const raw = text.slice(start, end);
    if (abbreviationPattern.test(raw.trimEnd()) || /^\s*(?:\d+|[a-z])[.)]\s*$/iu.test(raw)) {
      pending = { start, end };
      continue;
    }
    pending = undefined;
    pushSentence(sentences, text, { start, end });
  }
  if (pending) pushSentence(sentences, text, pending);
  return sentences;
};

/** Sentences by the Unicode rules, and once more before `term: meaning`, where a small letter follows the full stop. */
function* piecesOf(text: string): Generator<Block> {
  for (const { index, segment } of segmenter.segment(text)) {
    let start = index;
    for (const entry of segment.matchAll(/[.!?)] (?=\p{Ll}[\p{L}\p{M}'’ -]{1,40}: \p{L})/gu)) {
      const end = index + entry.index + entry[0].length;
      yield { start, end };
      start = end;
    }
    yield { start, end: index + segment.length };
  }
}

/** Same length as the original, so that offsets hold: only the line breaks inside a block turn into blanks. */
const joinedLines = (text: string): string => {
  return text.replace(/[\n\r\t]/gu, ' ');
};

const pushSentence = (sentences: Sentence[], text: string, piece: Block): void => {
  const raw = text.slice(piece.start, piece.end);
  const lead = raw.length - raw.trimStart().length;
  const mark = raw.trimStart().match(numberedPattern)?.[0].length ?? 0;
  const start = piece.start + lead + mark;
  const end = piece.start + raw.trimEnd().length;
  if (end <= start) return;
  sentences.push({ text: onOneLine(text.slice(start, end)), start, end });
};
