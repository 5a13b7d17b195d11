import type { TextRun } from '../model/page-model.ts';
import { type DeclaredText, type DrawnGlyph, endOf, originOf, type Point } from './drawn-glyph.ts';

const rightToLeftPattern = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;

/**
 * A declared text with more characters says more than its glyphs show: more for each character of the glyphs,
 * or for each glyph whose character is unknown. A few more are allowed beside.
 */
const maxDeclaredPerCharacter = 3;
const maxDeclaredPerUnknown = 6;
const maxDeclaredBeside = 6;

/**
 * The text that readers see, in the order in which the file draws it. A letter of a right-to-left script is a
 * run of its own. Glyphs with a declared text are one run with this text.
 */
export const visibleRuns = (glyphs: readonly DrawnGlyph[], { scale }: { scale: number }): TextRun[] => {
  const disbelieved = disbelievedTexts(glyphs);
  const runs: TextRun[] = [];
  let run: DrawnGlyph[] = [];
  const finish = () => {
    if (run.length > 0) runs.push(toRun(run, 1 / scale, disbelieved));
    run = [];
  };
  for (const glyph of glyphs) {
    // Blanks draw nothing, so only the letters around them show whether readers see them.
    if (glyph.hidden !== undefined && (run.length === 0 || glyph.text.trim() !== '')) {
      finish();
      continue;
    }
    if (startsRun(glyph, run.at(-1), disbelieved)) finish();
    run.push(glyph);
  }
  finish();
  return runs.filter(({ text }) => text !== '');
};

const startsRun = (
  glyph: DrawnGlyph,
  before: DrawnGlyph | undefined,
  disbelieved: ReadonlySet<DeclaredText>,
): boolean => {
  const { declared } = glyph;
  if (declared !== undefined && !disbelieved.has(declared)) return declared !== before?.declared;
  if (before?.declared !== undefined && before.declared !== declared) return true;
  return glyph.startsRun || isRightToLeft(glyph) || (before !== undefined && isRightToLeft(before));
};

const isRightToLeft = ({ text }: DrawnGlyph): boolean =>
  !(text.length === 1 && text < '\u0590') && rightToLeftPattern.test(text);

/** Declared texts that say more than readers see: far longer than their glyphs, or with hidden glyphs. */
const disbelievedTexts = (glyphs: readonly DrawnGlyph[]): ReadonlySet<DeclaredText> => {
  const rooms = new Map<DeclaredText, number>();
  const texts = new Set<DeclaredText>();
  for (const { declared, hidden, text } of glyphs) {
    if (declared === undefined) continue;
    const shown = text.normalize('NFKC').replace(/[\0\s\p{Co}]/gu, '');
    const room = shown === '' ? maxDeclaredPerUnknown : shown.length * maxDeclaredPerCharacter;
    rooms.set(declared, (rooms.get(declared) ?? maxDeclaredBeside) + room);
    if (hidden !== undefined && text.trim() !== '') texts.add(declared);
  }
  for (const [declared, room] of rooms) if (declared.text.length > room) texts.add(declared);
  return texts;
};

const toRun = (
  glyphs: readonly DrawnGlyph[],
  points: number,
  disbelieved: ReadonlySet<DeclaredText>,
): TextRun => {
  const [first] = glyphs as [DrawnGlyph];
  const { size, monospace, font, turn, vertical } = first.space;
  const isDeclared = first.declared !== undefined && !disbelieved.has(first.declared);
  const text = isDeclared ? first.declared.text : textOf(glyphs);
  const from = originOf(first);
  const { left, right, length } = isDeclared
    ? extentOfLine(glyphs, from, size / points)
    : extentOf(from, endOf(glyphs.at(-1) as DrawnGlyph));
  return {
    text,
    x: left * points - (vertical ? size / 2 : 0),
    y: from.y * points,
    width: (turn === 0 && !vertical ? right - left : length) * points,
    size,
    monospace,
    font,
    rightToLeft: rightToLeftPattern.test(text),
    vertical,
    turn,
  };
};

const textOf = (glyphs: readonly DrawnGlyph[]): string => {
  let text = '';
  for (const glyph of glyphs) text += glyph.text;
  return text;
};

type Extent = { readonly left: number; readonly right: number; readonly length: number };

const extentOf = (from: Point, end: Point): Extent => ({
  left: Math.min(from.x, end.x),
  right: Math.max(from.x, end.x),
  length: Math.hypot(end.x - from.x, end.y - from.y),
});

/** The glyphs of a declared text may stand anywhere. Its place is its first line. */
const extentOfLine = (glyphs: readonly DrawnGlyph[], from: Point, near: number): Extent => {
  const line = glyphs.filter((glyph) => Math.abs(originOf(glyph).y - from.y) < near);
  const ends = line.map(endOf);
  const edges = [...line.map(originOf), ...ends].map(({ x }) => x);
  return {
    left: Math.min(...edges),
    right: Math.max(...edges),
    length: Math.max(...ends.map((end) => Math.hypot(end.x - from.x, end.y - from.y))),
  };
};
