import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type Reference, referencesOf } from '../../domain/rosters/bundle/columns.ts';
import type { Lines, RosterLimits, Staging } from '../../domain/rosters/ports.ts';
import { institutionDays } from '../time-zone.repository.ts';
import { literal } from './apply/fault-code.ts';
import { noteCodes } from './apply/row-codes.ts';
import { findHigherAccounts, findUnfitRoles } from './check-accounts.ts';
import { rejectOverLimits } from './check-limits.ts';
import { levelOfType } from './own-things/made-by-hand.ts';
import { rejectRowsOutside } from './rows-outside.ts';

/** A row without any fault. */
const isSound = (row: string): string =>
  `not exists (select from roster_fault f where f.roster_id = ${row}.roster_id and f.file = ${row}.file
     and f.line = ${row}.line)`;

const insertAll = 'insert into roster_fault (roster_id, file, line, place, code, sentence)';
const added = async (em: EntityManager, sql: string, given: readonly unknown[]): Promise<number> => {
  const [row] = await em.execute<{ count: number }[]>(
    `with added as (${sql} on conflict do nothing returning 1) select count(*)::int as count from added`,
    [...given],
  );
  return row?.count ?? 0;
};

type OfRoster = { readonly id: string; readonly institutionId: string };
const everyLine = { from: 0, to: 2_147_483_647 };

/** One sort of a file's ids costs a tenth of an index with all of them and a look-up for each row. */
const findDuplicates = (em: EntityManager, { id }: OfRoster, file: RosterFile): Promise<number> =>
  added(
    em,
    `${insertAll} select ?, ?, line, 'sourcedId', ${literal('id-repeated')},
       'The id stands in an earlier row already.'
     from (select line, row_number() over (partition by sourced_id order by line) as place
       from roster_row where roster_id = ? and file = ?) rows where place > 1`,
    [id, file, id, file],
  );

/**
 * Finds references to things that will not exist: neither a sound row of the bundle has them, nor, when the
 * bundle does not mention them, the institution. Each id is looked up once, because many rows name one class.
 */
const findDangling = (
  em: EntityManager,
  { id, institutionId }: OfRoster,
  { file, column, of, many }: Reference,
  { from, to }: Pick<Lines, 'from' | 'to'>,
): Promise<number> =>
  added(
    em,
    `with given as materialized (
       select r.line, btrim(cell.id) as id
       from roster_row r
         cross join lateral ${
           many
             ? `unnest(string_to_array(r.fields ->> '${column}', ',')) cell (id)`
             : `(select r.fields ->> '${column}') cell (id)`
         }
       where r.roster_id = ? and r.file = ? and r.line > ? and r.line <= ? and not r.ends
         and r.fields ->> '${column}' is not null),
     dangling as (
       select ids.id, target.line is null as missing
       from (select distinct id from given) ids
         left join lateral (select o.line, not o.ends and ${isSound('o')} as sound from roster_row o
           where o.roster_id = ? and o.file = '${of}' and o.sourced_id = ids.id
           order by o.line limit 1) target on true
       where case when target.line is null then not exists (select from roster_record k
           where k.institution_id = ? and k.file = '${of}' and k.sourced_id = ids.id and k.ended_at is null)
         else not target.sound end)
     ${insertAll} select distinct on (g.line) ?::uuid, ?, g.line, '${column}',
       case when d.missing then ${literal('reference-missing')} else ${literal('reference-rejected')} end,
       case when d.missing then '${of}.csv has no row with this id, and nothing was imported with it.'
         else '${of}.csv has this id in a row that is rejected or removed.' end
     from given g join dangling d on d.id = g.id`,
    [id, file, from, to, id, institutionId, id, file],
  );

/** Rows whose parents, in the bundle or imported before, lead back to them. */
const findCircles = (em: EntityManager, { id, institutionId }: OfRoster, file: string): Promise<number> =>
  added(
    em,
    `${insertAll}
     select ?, ?, line, 'parentSourcedId', ${literal('reference-circular')},
       'The parents of this row lead back to it.'
     from (with recursive parents as (
         select coalesce(r.sourced_id, k.sourced_id) as id, r.line,
           case when r.line is null then k.fields else r.fields end ->> 'parentSourcedId' as parent
         from (select * from roster_row where roster_id = ? and file = ? and not ends) r
           full join (select * from roster_record where institution_id = ? and file = ? and ended_at is null) k
             on k.sourced_id = r.sourced_id),
       up as (
         select id as start, line, parent from parents where line is not null and parent is not null
         union select up.start, up.line, p.parent from up join parents p on p.id = up.parent
           where up.parent <> up.start and p.parent is not null)
       select distinct line from up where parent = start) circles`,
    [id, file, id, file, institutionId, file],
  );

/** Organisations whose level the tree does not have, or has above the level of their parent. */
const findLevels = (em: EntityManager, { id, institutionId }: OfRoster, levels: string): Promise<number> =>
  added(
    em,
    `${insertAll}
     select r.roster_id, r.file, r.line, 'type', ${literal('level-unfit')},
       'The organisation tree has no level "' || level.own || '", or has it not below the parent.'
     from roster_row r
       left join roster_row p on p.roster_id = r.roster_id and p.file = r.file
         and p.sourced_id = r.fields ->> 'parentSourcedId'
       left join roster_record k on k.institution_id = ? and k.file = r.file
         and k.sourced_id = r.fields ->> 'parentSourcedId'
       cross join lateral (select ${levelOfType(`r.fields ->> 'type'`)} as own,
         ${levelOfType(`coalesce(p.fields ->> 'type', k.fields ->> 'type')`)} as parent) level
     where r.roster_id = ? and r.file = 'orgs' and not r.ends
       and coalesce(array_position(string_to_array(?, ' '), level.own), 0) <= coalesce(array_position(
         string_to_array(?, ' '), coalesce(level.parent, (select n.level from roster i join academic_node n
           on n.id = i.unit_id where i.id = r.roster_id and not exists (select from roster_record known
           where known.institution_id = i.institution_id and known.file = r.file
             and known.sourced_id = r.sourced_id)))), 0)`,
    [institutionId, id, levels, levels],
  );

/** A course is taught in a session, so a course without a year needs any session. */
const findCoursesWithoutSession = (em: EntityManager, { id, institutionId }: OfRoster): Promise<number> =>
  added(
    em,
    `${insertAll} select r.roster_id, r.file, r.line, 'schoolYearSourcedId', ${literal('session-missing')},
       'The course needs a school year, and the institution has none.'
     from roster_row r where r.roster_id = ? and r.file = 'courses' and not r.ends
       and r.fields ->> 'schoolYearSourcedId' is null
       and not exists (select from roster_row s where s.roster_id = r.roster_id
         and s.file = 'academicSessions' and not s.ends and ${isSound('s')})
       and not exists (select from academic_session s where s.institution_id = ? and s.archived_at is null)`,
    [id, institutionId],
  );

type Checks = Pick<Staging, 'checkLines' | 'checkFile' | 'checkLimits' | 'noteOf'>;

export const stagedChecks = (
  unitOfWork: UnitOfWork<EntityManager>,
  levelsOf: (em: EntityManager, institutionId: string) => Promise<readonly string[]>,
  { limits, clock }: { readonly limits: RosterLimits; readonly clock: Clock },
): Checks => ({
  checkLines: (roster, lines) =>
    unitOfWork.run(async (em) => {
      for (const reference of referencesOf(lines.file))
        if (reference.of !== lines.file) await findDangling(em, roster, reference, lines);
    }),
  checkFile: (roster, file) =>
    unitOfWork.run(async (em) => {
      const today = await institutionDays(em).of(roster.institutionId, clock.now());
      await findDuplicates(em, roster, file);
      if (roster.unitId !== null) await rejectRowsOutside(em, { rosterId: roster.id, file, today });
      if (file === 'orgs' || file === 'academicSessions') await findCircles(em, roster, file);
      if (file === 'orgs') await findLevels(em, roster, (await levelsOf(em, roster.institutionId)).join(' '));
      if (file === 'courses') await findCoursesWithoutSession(em, roster);
      if (file === 'users') await findHigherAccounts(em, roster);
      if (file === 'enrollments') await findUnfitRoles(em, roster);
      await rejectReferring(em, roster, file);
    }),
  checkLimits: (roster, file) =>
    unitOfWork.run(async (em) => {
      // Without statistics about the new steps, the planner joins them row by row with all others.
      await em.execute('analyze roster_step (roster_id, file, line, action)');
      if ((await rejectOverLimits(em, roster, file, limits)) > 0) await rejectReferring(em, roster, file);
      await em.execute(
        `delete from roster_step s where s.roster_id = ? and s.file = ? and s.line > 0
           and not (${isSound('s')})`,
        [roster.id, file],
      );
    }),
  noteOf: (roster, file) => unitOfWork.run((em) => noteCodes(em, roster, file), { readOnly: true }),
});

/** A rejected row rejects the rows of its file that refer to it, and those reject others. */
const rejectReferring = async (em: EntityManager, roster: OfRoster, file: RosterFile): Promise<void> => {
  for (const reference of referencesOf(file))
    if (reference.of === file) while ((await findDangling(em, roster, reference, everyLine)) > 0);
};
