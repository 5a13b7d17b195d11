import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { RosterNote } from '../../../domain/rosters/bundle/roster-note.ts';

/**
 * A column whose label becomes the code of a thing. OneRoster's labels repeat, and a code is unique among the
 * things of an institution, so a label becomes a code only when it is free (decision 0043).
 */
type CodeColumn = { readonly column: string; readonly table: string; readonly scope: string };

const codeColumns: Readonly<Partial<Record<RosterFile, CodeColumn>>> = {
  orgs: { column: 'identifier', table: 'academic_node', scope: `and o.tree = 'organisation'` },
  courses: { column: 'courseCode', table: 'course', scope: '' },
  classes: { column: 'classCode', table: 'class', scope: '' },
};
type CodedFile = 'orgs' | 'courses' | 'classes';

/** The maximum of the operations. Labels with more than one line are no codes either. */
const maxCodeCharacters = 100;
const isCode = (label: string): string =>
  `length(${label}) <= ${maxCodeCharacters} and ${label} !~ '[\\t\\n\\r]'`;

const isTaken = ({ table, scope }: CodeColumn, label: string, id: string): string =>
  `exists (select from ${table} o where o.institution_id = ? ${scope} and o.code = ${label} and o.id <> ${id})`;

const columnOf = (file: CodedFile): CodeColumn => codeColumns[file] as CodeColumn;
const labelOf = (file: CodedFile): string => `(b.fields ->> '${columnOf(file).column}')`;

/** The temporary table `batch` with the place of each row among those that have the same label. */
export const numberedBatch = (file: CodedFile): string =>
  `(select b.*, row_number() over (partition by ${labelOf(file)} order by b.line) as label_place from batch b)`;

/** The code of a new thing, in the batch `b` of `numberedBatch`. Null: none. Needs the institution once. */
export const newCode = (file: CodedFile): string =>
  `case when b.label_place = 1 and ${isCode(labelOf(file))}
     and not ${isTaken(columnOf(file), labelOf(file), 'b.target_id')} then ${labelOf(file)} end`;

/** The code of a thing `t`, whose label may have changed. A code that was given by hand stays. */
export const changedCode = (file: CodedFile): string =>
  `case when t.code is null or t.code = (select k.fields ->> '${columnOf(file).column}' from roster_record k
       where k.target_id = t.id and k.file = '${file}' limit 1)
     then ${newCode(file)} else t.code end`;

const shownLines = 5;

/** The note about planned rows whose label does not become the code of their thing. */
export const noteCodes = async (
  em: EntityManager,
  { id, institutionId }: { readonly id: string; readonly institutionId: string },
  file: RosterFile,
): Promise<RosterNote | undefined> => {
  const code = codeColumns[file];
  if (code === undefined) return undefined;
  const [row] = await em.execute<{ count: number; lines: number[] | null }[]>(
    `with labelled as (
       select s.line, s.target_id, l.label, row_number() over (partition by l.label order by s.line) as place
       from roster_step s join roster_row r on r.roster_id = s.roster_id and r.file = s.file and r.line = s.line
         cross join lateral (select r.fields ->> '${code.column}' as label) l
       where s.roster_id = ? and s.file = ? and s.action <> 'end' and l.label is not null)
     select count(*)::int as count, (array_agg(line order by line))[1:${shownLines}] as lines from labelled l
     where l.place > 1 or not (${isCode('l.label')}) or ${isTaken(code, 'l.label', 'l.target_id')}`,
    [id, file, institutionId],
  );
  if (row === undefined || row.lines === null) return undefined;
  const lines = `${row.lines.join(', ')}${row.count > shownLines ? ' and others' : ''}`;
  return {
    sentence: `${file}.csv: the ${code.column} of ${row.count} rows is no unique code of at most ${maxCodeCharacters} characters, so their things get no code from it (rows in lines ${lines}).`,
    code: 'labels-unfit',
    file: `${file}.csv`,
    column: code.column,
    rows: row.count,
    lines: row.lines,
  };
};
