import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';

/** The object of a row, without its empty cells. `cells`: names of columns with SQL of their texts. */
export const rowOf = (cells: Readonly<Record<string, string>>): string =>
  `jsonb_strip_nulls(jsonb_build_object(${Object.entries(cells)
    .map(([name, value]) => `'${name}', ${value}`)
    .join(', ')}))`;

/** Whether a thing has the row of an import. A row of a bundle about a thing made by hand is none. */
export const isImported = (file: RosterFile, id: string): string =>
  `exists (select from roster_record known where known.target_id = ${id} and known.file = '${file}'
     and not known.by_hand and known.ended_at is null)`;

/** The id of a thing in an export: that of its import, otherwise its own. `id`: SQL of a uuid. */
export const sourcedIdOf = (file: RosterFile, id: string): string =>
  `coalesce((select named.sourced_id from roster_record named where named.target_id = ${id}
     and named.file = '${file}' and not named.by_hand and named.ended_at is null
     order by named.sourced_id limit 1), (${id})::text)`;

/** As `sourcedIdOf`. The id of a cell stays when it names the thing, because two ids may name one thing. */
export const keptIdOf = (file: RosterFile, cell: string, id: string): string =>
  `coalesce((select given.sourced_id from roster_record given where given.institution_id = k.institution_id
     and given.file = '${file}' and given.sourced_id = ${cell} and given.target_id = ${id}
     and given.ended_at is null), ${sourcedIdOf(file, id)})`;

/** The id of the first root of the organisation tree; null without one. */
export const rootOrg = (institution: string): string =>
  `(select ${sourcedIdOf('orgs', 'root.id')} from academic_node root where root.institution_id = ${institution}
     and root.tree = 'organisation' and root.parent_id is null and root.archived_at is null
   order by root.key limit 1)`;

/** The id of a unit, or of the nearest unit above it that is not archived; null without one. */
export const livingUnit = (id: string): string =>
  `(with recursive above (id, parent_id, archived_at) as (
      select lowest.id, lowest.parent_id, lowest.archived_at from academic_node lowest where lowest.id = ${id}
      union all
      select higher.id, higher.parent_id, higher.archived_at
      from above join academic_node higher on higher.id = above.parent_id where above.archived_at is not null)
    select ${sourcedIdOf('orgs', 'above.id')} from above where above.archived_at is null)`;

/** Reads of ids in the record `k`. */
const recordOf = (file: RosterFile, cell: string): string =>
  `where o.institution_id = k.institution_id and o.file = '${file}' and o.sourced_id = ${cell}`;

/** The organisation of a cell, or the nearest one above it, or the first root, that an export contains. */
export const livingOrg = (cell: string): string =>
  `(select case when o.ended_at is null and unit.archived_at is null then o.sourced_id
      else coalesce(${livingUnit('unit.id')}, ${rootOrg('unit.institution_id')}) end
    from roster_record o join academic_node unit on unit.id = o.target_id ${recordOf('orgs', cell)})`;

/** The session of a cell, or its year, that an export contains. */
export const livingSession = (cell: string): string =>
  `(select case when o.ended_at is null and session.archived_at is null then o.sourced_id
      when session.archived_at is null then ${sourcedIdOf('academicSessions', 'session.id')}
      else (select ${sourcedIdOf('academicSessions', 'year.id')} from academic_session year
        where year.id = session.parent_id and year.archived_at is null) end
    from roster_record o join academic_session session on session.id = o.target_id
    ${recordOf('academicSessions', cell)})`;

/** Whether a bundle has not removed the person of a cell, and the person is not erased. */
export const isKnownUser = (cell: string): string =>
  `exists (select from roster_record o ${recordOf('users', cell)} and o.ended_at is null)`;

/** A person whom a bundle removed is left out, and an erased one as well. */
export const isExportedPerson = (id: string): string =>
  `(exists (select from profile person where person.id = ${id} and person.erased_at is null)
     and not exists (select from roster_record removed where removed.target_id = ${id}
       and removed.file = 'users' and removed.ended_at is not null))`;

/** The ids of the guardians of a student whose links no import made. */
export const guardiansByHand = (student: string): string =>
  `select ${sourcedIdOf('users', 'link.guardian_id')} as id from guardian_link link
   where link.student_id = ${student} and link.ended_at is null and ${isExportedPerson('link.guardian_id')}
     and not exists (select from roster_record made where made.target_id = link.id and made.file = 'agents')`;
