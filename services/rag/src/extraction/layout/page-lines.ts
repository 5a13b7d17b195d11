import { cleanText, foldPresentationForms, joinTrackedLetters } from '@ai-teacher/language/clean-text.ts';
import { withoutInnerSoftHyphens } from '@ai-teacher/language/hyphenation.ts';
import { isSpaceless } from '@ai-teacher/language/scripts.ts';
import { openTable, writeTables } from '../grid/table-rows.ts';
import type { Line, LinedPage, RawPage, Table, TextRun } from '../model/page-model.ts';
import { footNotesOf } from '../order/foot-notes.ts';
import { baseOf, unitsOf } from '../order/line-units.ts';
import {
  type Direction,
  directionOf,
  inLogicalOrder,
  lonelyBrackets,
  type Unit,
} from '../order/logical-order.ts';
import { writeUnits } from '../order/raised-text.ts';
import { uprightRuns } from '../order/upright-runs.ts';
import { inVisualOrder } from '../order/visual-order.ts';
import { type GrowingLine, growAcrossColumns, joinNeighbours } from './grow-lines.ts';

/**
 * Joins runs to lines. Lines have the order in which the file draws their first runs.
 *
 * @param open the table at the end of the page before, whose rows may continue.
 */
export const toLinedPage = (page: RawPage, open: Table | undefined): LinedPage => {
  const runs = uprightRuns(page.runs, page.width);
  const isMixed = runs.some(({ rightToLeft }) => rightToLeft);
  const direction = isMixed ? directionOf(runs.map(({ text }) => text).join('')) : 'ltr';
  const isMirrored = direction === 'rtl';
  const grown = growAcrossColumns(runs, isMirrored, open);
  const lines = isMixed ? joinNeighbours(grown) : grown;
  const isNote = footNotesOf(lines);
  const parts = lines.map((line) => partsOf(line, direction));
  const mirrors = isMixed && storesShapes(parts);
  const finished = parts.map((part) =>
    finish(
      part,
      writeUnits(ordered(part, mirrors), (mark) => isNote(mark, part.line)),
    ),
  );
  const lettered = finished.flatMap((line, index) =>
    line.text === '' ? [] : [{ line, cell: lines[index]?.place.cell }],
  );
  const written = writeTables(lettered);
  return {
    width: page.width,
    height: page.height,
    lines: written,
    rightToLeft: isMirrored,
    openTable: openTable(written),
  };
};

type Part = {
  readonly line: GrowingLine;
  readonly units: readonly Unit[];
  readonly base: Direction | undefined;
};

const partsOf = (line: GrowingLine, direction: Direction): Part => {
  const runs = line.turn === 0 ? inVisualOrder(line.runs) : line.runs;
  const isMixed = runs.some(({ rightToLeft }) => rightToLeft);
  const units = unitsOf(runs, baseOf(runs), isMixed);
  if (!isMixed) return { line, units, base: undefined };
  const text = runs.map((run) => run.text).join('');
  return { line, units, base: direction === 'rtl' ? 'rtl' : directionOf(text) };
};

const ordered = ({ units, base }: Part, mirrors: boolean): readonly Unit[] =>
  base === undefined ? units : inLogicalOrder(units, base, mirrors);

/**
 * Some programs store the shape of a bracket in right-to-left text, others its meaning. Brackets in pairs
 * show which.
 */
const storesShapes = (parts: readonly Part[]): boolean => {
  const lonely = (mirrors: boolean) =>
    parts.reduce(
      (sum, part) =>
        part.base === undefined
          ? sum
          : sum +
            lonelyBrackets(
              ordered(part, mirrors)
                .map(({ text }) => text)
                .join(''),
            ),
      0,
    );
  return lonely(true) <= lonely(false);
};

const finish = ({ line: { runs, x, y, right, size, turn, place } }: Part, written: string): Line => {
  const clean = joinTrackedLetters(cleanText(foldPresentationForms(written)));
  const text = withoutInnerSoftHyphens(clean.replace(/ +/g, ' ')).trim();
  return {
    text,
    x,
    y,
    right,
    size,
    turn,
    monospace: isMonospace(runs),
    ...(place.column && { column: place.column }),
  };
};

/** Almost all characters come from a font with characters of one width, as all fonts of Chinese are. */
const isMonospace = (runs: readonly TextRun[]): boolean => {
  let characters = 0;
  let monospace = 0;
  for (const run of runs) {
    characters += run.text.length;
    if (run.monospace && !isSpaceless(run.text)) monospace += run.text.length;
  }
  return monospace > characters * 0.85;
};
