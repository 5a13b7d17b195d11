import type { RosterFaultCode } from '@ai-teacher/contracts/rosters/roster-faults.ts';
import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import { singleLine } from '@ai-teacher/contracts/values.ts';
import { type BundleFault, RefusedBundle } from './bundle-fault.ts';
import { type Column, columnsOf, periodOf, type RosterVersion, requiredColumns } from './columns.ts';
import type { Mode } from './read-manifest.ts';

export type StagedRow = {
  readonly line: number;
  readonly sourcedId: string;
  /** The row has the status `tobedeleted`. */
  readonly ends: boolean;
  readonly fields: Readonly<Record<string, string>>;
  readonly faults: readonly BundleFault[];
};

export type FileForm = { readonly file: RosterFile; readonly mode: Mode; readonly version: RosterVersion };

/** Ids and names of columns are in keys of indexes, which have at most 2 704 bytes. */
const maxIdCharacters = 255;
const maxCellCharacters = 2_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;
/** Control characters other than tab and line breaks, and direction controls, which disguise names. */
const unfitPattern = /[[\p{Cc}--[\t\n\r]]\u202a-\u202e\u2066-\u2069]/v;

/** Whether a text is a day of the calendar. */
const isDay = (text: string): boolean =>
  dayPattern.test(text) &&
  !text.startsWith('0000') &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const isRealDay = (text: string): boolean => {
  try {
    return isDay(text);
  } catch {
    return false;
  }
};

const names = new Map<number, ReturnType<typeof singleLine>>();

const isName = (text: string, max: number): boolean => {
  const known = names.get(max) ?? singleLine(max);
  names.set(max, known);
  return known.safeParse(text).success;
};

/** The stored form of a cell. Ids stay as they are, because other systems compare them byte by byte. */
const textOf = ({ kind }: Column, cell: string): string =>
  kind === 'name' || kind === 'text' ? cell.normalize('NFC') : cell;

type Cell = { readonly code: RosterFaultCode; readonly sentence: string } | undefined;

const faultOfCell = (name: string, column: Column, cell: string): Cell => {
  if (cell.length > maxCellCharacters)
    return { code: 'cell-too-long', sentence: `${name} has more than ${maxCellCharacters} characters.` };
  if (unfitPattern.test(cell))
    return { code: 'cell-unfit', sentence: `${name} contains control characters.` };
  if (column.kind === 'id' && cell.length > maxIdCharacters)
    return { code: 'cell-too-long', sentence: `${name} has more than ${maxIdCharacters} characters.` };
  switch (column.kind) {
    case 'name':
      return isName(cell, column.max)
        ? undefined
        : { code: 'name-unfit', sentence: `${name} must be one line of at most ${column.max} characters.` };
    case 'day':
      return isRealDay(cell)
        ? undefined
        : { code: 'date-invalid', sentence: `${name} must be a day such as 2026-09-01.` };
    case 'boolean':
      return cell === 'true' || cell === 'false'
        ? undefined
        : { code: 'value-unknown', sentence: `${name} must be true or false.` };
    case 'choice':
      return column.values.includes(cell) || column.extension?.test(cell) === true
        ? undefined
        : { code: 'value-unknown', sentence: `${name} must be one of ${column.values.join(', ')}.` };
    default:
      return undefined;
  }
};

/**
 * Makes the check of a file's rows by its header. The check finds every fault that one row shows alone.
 *
 * @throws RefusedBundle for a header without a required column, with a column twice, or with a long column.
 */
export const rowCheck = (
  { file, mode, version }: FileForm,
  header: readonly string[],
): ((cells: readonly string[], line: number) => StagedRow) => {
  const name = `${file}.csv`;
  if (header.some((column) => column.length > maxIdCharacters))
    throw new RefusedBundle({
      file: name,
      line: 1,
      code: 'header-invalid',
      sentence: `The header of ${name} has a column with a name of more than ${maxIdCharacters} characters.`,
    });
  const twice = header.find((column, index) => header.indexOf(column) !== index);
  const missing = requiredColumns(file, version).find((column) => !header.includes(column));
  if (twice !== undefined || missing !== undefined)
    throw new RefusedBundle({
      file: name,
      line: 1,
      column: missing ?? twice ?? null,
      code: 'header-invalid',
      sentence:
        missing === undefined
          ? `The header of ${name} has the column ${twice} twice.`
          : `The header of ${name} lacks the column ${missing}.`,
    });
  const places = placesOf(file, version, header);
  const [idAt, statusAt] = [header.indexOf('sourcedId'), header.indexOf('status')];
  const period = periodOf[file];
  return (cells, line) => {
    const faults: BundleFault[] = [];
    const report = (column: string | null, code: RosterFaultCode, sentence: string): void => {
      faults.push({ file: name, line, column, code, sentence });
    };
    const sourcedId = (cells[idAt] ?? '').trim();
    const status = (cells[statusAt] ?? '').trim();
    const ends = status === 'tobedeleted';
    if (cells.length !== header.length)
      report(null, 'cells-miscounted', `The row has ${cells.length} cells; the header has ${header.length}.`);
    if (sourcedId === '' || sourcedId.length > maxIdCharacters || unfitPattern.test(sourcedId))
      report('sourcedId', 'id-invalid', `sourcedId must have 1 to ${maxIdCharacters} characters.`);
    if (!(ends || status === 'active' || (status === '' && mode === 'bulk')))
      report('status', 'value-unknown', 'status must be active or tobedeleted.');
    const fields: Record<string, string> = {};
    for (const [column, form, at] of places) {
      const cell = textOf(form, (cells[at] ?? '').trim());
      if (cell === '') {
        if (form.required === true && !ends) report(column, 'cell-required', `${column} must not be empty.`);
        continue;
      }
      // A rejected row is stored as well.
      fields[column] = form.kind === 'id' ? cell.slice(0, maxIdCharacters) : cell;
      const fault = faultOfCell(column, form, cell);
      if (fault !== undefined) report(column, fault.code, fault.sentence);
    }
    if (period !== undefined) {
      const [from, until] = [fields[period[0]], fields[period[1]]];
      const isReversed = from !== undefined && until !== undefined && from >= until;
      if (isReversed) report(period[1], 'dates-reversed', `${period[1]} must be after ${period[0]}.`);
    }
    return { line, sourcedId: sourcedId.slice(0, maxIdCharacters), ends, fields, faults };
  };
};

const placesOf = (
  file: RosterFile,
  version: RosterVersion,
  header: readonly string[],
): readonly (readonly [string, Column, number])[] =>
  header.flatMap((column, at) => {
    const form: Column | undefined =
      columnsOf[file][column] ?? (column.startsWith('metadata.') ? { kind: 'text' } : undefined);
    if (form === undefined || (form.only !== undefined && form.only !== version)) return [];
    return [[column, form, at] as const];
  });
