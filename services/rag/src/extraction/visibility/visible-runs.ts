import type { TextRun } from '../model/page-model.ts';
import { type DrawnGlyph, originOf } from './drawn-glyph.ts';

const rightToLeftPattern = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const presentationFormPattern = /[\ufb1d-\ufdff\ufe70-\ufefc]/gu;

/** The text that readers see, in the order in which the file draws it. */
export const visibleRuns = (glyphs: readonly DrawnGlyph[], { scale }: { scale: number }): TextRun[] => {
  const runs: DrawnGlyph[][] = [];
  let run: DrawnGlyph[] | undefined;
  for (const glyph of glyphs) {
    // Blanks draw nothing, so only the letters around them show whether readers see them.
    if (glyph.hidden !== undefined && !(run && glyph.text.trim() === '')) {
      run = undefined;
      continue;
    }
    if (run === undefined || glyph.startsRun) {
      run = [];
      runs.push(run);
    }
    run.push(glyph);
  }
  return runs.flatMap((members) => toRun(members, 1 / scale));
};

const toRun = (glyphs: readonly DrawnGlyph[], points: number): TextRun[] => {
  const first = glyphs[0];
  const last = glyphs.at(-1);
  if (first === undefined || last === undefined) return [];
  const text = glyphs.map((glyph) => glyph.text).join('');
  const rightToLeft = rightToLeftPattern.test(text);
  const from = originOf(first);
  const to = originOf({ ...last, along: last.along + last.width });
  const { size, monospace, turn } = first.space;
  return [
    {
      text: rightToLeft ? inReadingDirection(text) : text,
      x: Math.min(from.x, to.x) * points,
      y: from.y * points,
      width: Math.hypot(to.x - from.x, to.y - from.y) * points,
      size,
      monospace,
      rightToLeft,
      turn,
    },
  ];
};

/** Files draw right-to-left text from the left. Numbers in the text stay in order. */
const inReadingDirection = (drawn: string): string =>
  [...drawn]
    .reverse()
    .join('')
    .replace(/[\p{N}.,:/]+/gu, (number) => [...number].reverse().join(''))
    .replace(presentationFormPattern, (form) => form.normalize('NFKC'));
