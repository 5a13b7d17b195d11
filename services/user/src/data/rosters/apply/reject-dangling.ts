import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Reference, referencesOf } from '../../../domain/rosters/bundle/columns.ts';
import { literal } from './fault-code.ts';
import { isOneOf } from './is-of-batch.ts';

type Dangling = {
  readonly file: RosterFile;
  /** The column that names the missing thing. */
  readonly column: string;
  readonly sentence: string;
  /** Selects the lines of rows in the temporary table `batch`. */
  readonly lines: string;
  /** The values of `lines`. */
  readonly given?: readonly unknown[];
};

/**
 * Rejects rows of the batch that refer to a thing that was rejected while the bundle was applied, and goes on
 * without them. All together, because a class without its row may have thousands of enrolments, and a broken
 * rule divides the batch for each.
 */
export const rejectDangling = async (
  em: EntityManager,
  { file, column, sentence, lines, given = [] }: Dangling,
): Promise<void> => {
  await em.execute(
    `with gone as (delete from batch where line in (${lines}) returning roster_id, line),
       removed as (delete from roster_step s where s.roster_id = (select roster_id from gone limit 1)
         and s.file = ? and s.line = any(array(select line from gone)))
     insert into roster_fault (roster_id, file, line, place, code, sentence)
     select roster_id, ?, line, ?, ${literal('reference-rejected')}, ? from gone on conflict do nothing`,
    [...given, file, file, column, sentence],
  );
};

/** The ids in the cell of a row `b`. */
const idsIn = ({ column, many }: Reference): string =>
  many
    ? `unnest(string_to_array(b.fields ->> '${column}', ',')) cell (id)`
    : `(select b.fields ->> '${column}') cell (id)`;

/**
 * Rejects the rows of the batch that name a row without a thing, in any column. The check has found the named
 * rows, so these were rejected while the bundle was applied.
 */
export const rejectUnmade = async (
  em: EntityManager,
  institutionId: string,
  file: 'courses' | 'classes',
): Promise<void> => {
  for (const reference of referencesOf(file))
    await rejectDangling(em, {
      file,
      column: reference.column,
      sentence: `A row of ${reference.of}.csv with this id was rejected.`,
      lines: `select b.line from batch b cross join lateral ${idsIn(reference)}
        where btrim(cell.id) <> '' and (select true from roster_record k where k.institution_id = ?
          and k.file = '${reference.of}' and k.sourced_id = btrim(cell.id) and k.ended_at is null limit 1) is null`,
      given: [institutionId],
    });
};

/**
 * The common table `locked` has the selected people after all erasures before. Later erasures wait for the
 * end of the transaction. Locks in the order of ids, as other lists of people do.
 */
export const lockedPeople = (people: string, lock: 'for share' | 'for no key update'): string =>
  `locked as materialized (
     select id, erased_at from profile where ${isOneOf('id', people)} order by id ${lock})`;

/**
 * Locks the people of the batch, which has rows of people. Goes on without the rows of people who were erased
 * meanwhile, because their records would restore personal data. Rejects rows of people who were never made.
 */
export const holdPeople = async (
  em: EntityManager,
  file: 'users' | 'roles' | 'userProfiles',
): Promise<void> => {
  const isOfKnown = file === 'users' ? `action = 'change'` : 'true';
  await em.execute(
    `with ${lockedPeople(`select target_id from batch where ${isOfKnown}`, 'for no key update')},
       gone as (
         delete from batch b where ${isOfKnown}
           and not exists (select from locked l where l.id = b.target_id and l.erased_at is null)
         returning b.roster_id, b.line, b.target_id),
       removed as (delete from roster_step s where s.roster_id = (select roster_id from gone limit 1)
         and s.file = ? and s.line = any(array(select line from gone)))
     insert into roster_fault (roster_id, file, line, place, code, sentence)
     select roster_id, ?, line, 'userSourcedId', ${literal('reference-rejected')},
       'The row of the person was rejected.' from gone
     where not exists (select from locked l where l.id = gone.target_id) on conflict do nothing`,
    [file, file],
  );
};
