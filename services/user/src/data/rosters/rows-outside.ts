import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OutsideRule } from './apply/batch.ts';
import { isGuardian } from './apply/link-guardians.ts';
import { currentState, isSame } from './current-state.ts';

const outsideUnit = {
  code: 'outside-unit',
  sentence: 'The row lies outside the unit of this import, or changes a thing that also belongs elsewhere.',
} as const;

/**
 * `unit`: the unit of an import.
 * `inside`: the ids of organisations in which an import of the unit may place things, with the new ones of
 * the bundle. A new organisation without a parent becomes a child of the unit.
 */
const scope = (today: string): string => `
  with recursive unit as (
    select n.path, r.institution_id as institution, r.id as roster,
      ${today} as today
    from roster r join academic_node n on n.id = r.unit_id where r.id = ?),
  new_org as (
    select o.sourced_id as id, o.fields ->> 'parentSourcedId' as parent
    from roster_row o join unit on o.roster_id = unit.roster
    where o.file = 'orgs' and not o.ends and not exists (select from roster_record k
      where k.institution_id = unit.institution and k.file = 'orgs' and k.sourced_id = o.sourced_id)),
  inside (id) as (
    (select k.sourced_id from unit join roster_record k on k.institution_id = unit.institution
       join academic_node n on n.id = k.target_id and n.path <@ unit.path where k.file = 'orgs'
     union select id from new_org where parent is null)
    union select o.id from new_org o join inside i on i.id = o.parent)`;

const isInside = (id: string): string => `${id} in (select id from inside)`;
const isGivenOutside = (id: string): string => `${id} is not null and not ${isInside(id)}`;
const areGivenOutside = (ids: string): string =>
  `exists (select from unnest(string_to_array(${ids}, ',')) given (id) where not ${isInside('btrim(given.id)')})`;

/** Whether an imported person has a tie to the unit. `p`: the record of the person. */
const hasTie = `(${isInside(`coalesce(btrim(split_part(p.fields ->> 'orgSourcedIds', ',', 1)), '')`)}
  or exists (select from roster_record o where o.target_id = p.target_id and o.file = 'roles'
    and ${isInside(`o.fields ->> 'orgSourcedId'`)}))`;

/** A person whom this bundle has made has no tie before the roles of the bundle are applied. */
const isOfBundle = `exists (select from roster_row u where u.roster_id = unit.roster and u.file = 'users'
  and u.sourced_id = p.sourced_id and not exists (select from roster_fault f
    where f.roster_id = u.roster_id and f.file = u.file and f.line = u.line))`;

const hasTieOutside = `(${areGivenOutside(`p.fields ->> 'orgSourcedIds'`)}
  or ${isGivenOutside(`p.fields ->> 'primaryOrgSourcedId'`)}
  or exists (select from roster_record o where o.target_id = p.target_id and o.file = 'roles'
    and o.ended_at is null and not ${isInside(`o.fields ->> 'orgSourcedId'`)})
  or exists (select from enrolment e join class c on c.id = e.class_id
      join academic_node n on n.id = c.unit_id
    where e.person_id = p.target_id and (e.valid_until is null or e.valid_until > unit.today)
      and not n.path <@ unit.path))`;

const knownPersonWith = (id: string, condition: string): string =>
  `exists (select from roster_record p where p.institution_id = unit.institution and p.file = 'users'
     and p.sourced_id = ${id} and (${condition}))`;

/** An import of a unit changes people who belong to the unit alone. */
const isOutside = `(${hasTieOutside} or not (${hasTie} or ${isOfBundle}))`;
const personOutside = (id: string): string => knownPersonWith(id, isOutside);

/** The agents whom a row or a record names. `gone`: when it names none. */
const agentsOf = (row: 'r' | 'k', gone: string): string =>
  `case when ${gone} then '{}' else coalesce(string_to_array(
     regexp_replace(${row}.fields ->> 'agentSourcedIds', '\\s*,\\s*', ',', 'g'), ','), '{}') end`;

/**
 * Whether a row names an agent, or no longer names one, who is a student outside. The link of a guardian with
 * a student belongs to the units of the student. A guardian may belong elsewhere.
 */
const changesWardOutside = `exists (
  select from (select ${agentsOf('r', 'r.ends')} as given, ${agentsOf('k', 'k.ended_at is not null')} as known) agents
    cross join lateral unnest(agents.given || agents.known) named (id)
  where (named.id = any(agents.given)) <> (named.id = any(agents.known))
    and ${knownPersonWith(
      'named.id',
      `${isOutside} and ${isGuardian('p')} is not true
         and (select role from profile where id = p.target_id) = 'student'`,
    )})`;

const classOutside = (id: string): string =>
  `exists (select from class c join academic_node n on n.id = c.unit_id
     where c.id = ${id} and not n.path <@ unit.path)`;

const recordOf = (file: string, id: string): string =>
  `(select o.target_id from roster_record o where o.institution_id = unit.institution and o.file = '${file}'
     and o.sourced_id = ${id})`;

const cell = (name: string): string => `r.fields ->> '${name}'`;

/** A row that changes nothing may name what lies outside, because exports of other systems contain it. */
const isUnchanged = (file: RosterFile): string =>
  `coalesce(not r.ends and k.ended_at is null and ${isSame(file)}, false)`;

/** When a row `r` that changes something lies outside. `k`: its record. */
const conditions: Readonly<Record<RosterFile, string>> = {
  // The unit itself belongs to the admins above it.
  orgs: `not r.ends and (${isGivenOutside(cell('parentSourcedId'))})
    or exists (select from academic_node n where n.id = k.target_id
      and not (n.path <@ unit.path and n.path <> unit.path))`,
  // Years and courses belong to the institution.
  academicSessions: 'true',
  courses: 'true',
  users: `${knownPersonWith('r.sourced_id', `${hasTieOutside} or not ${hasTie}`)} or (${areGivenOutside(cell('orgSourcedIds'))})
    or (${isGivenOutside(cell('primaryOrgSourcedId'))})
    or ${changesWardOutside}`,
  roles: `not r.ends and not ${isInside(`coalesce(${cell('orgSourcedId')}, '')`)}
    or ${personOutside(`coalesce(k.fields ->> 'userSourcedId', ${cell('userSourcedId')})`)}
    or ${personOutside(cell('userSourcedId'))}`,
  userProfiles: `${personOutside(cell('userSourcedId'))}
    or ${personOutside(`k.fields ->> 'userSourcedId'`)}`,
  classes: `not r.ends and not ${isInside(`coalesce(${cell('schoolSourcedId')}, '')`)}
    or ${classOutside('k.target_id')}`,
  enrollments: `${classOutside(recordOf('classes', cell('classSourcedId')))}
    or exists (select from enrolment e where e.id = k.target_id and ${classOutside('e.class_id')})`,
};

/** `today`: SQL of the day of the institution. */
const rowsOutside = (file: RosterFile, rows: string, today: string): string =>
  `${scope(today)}
   select r.line from unit cross join ${rows} r
     left join roster_record k
       on k.institution_id = unit.institution and k.file = '${file}' and k.sourced_id = r.sourced_id
     ${currentState[file].join}
   where not ${isUnchanged(file)} and (${conditions[file]})`;

/** Rejects the rows of a file that an import of a unit may not have. */
export const rejectRowsOutside = async (
  em: EntityManager,
  { rosterId, file, today }: { readonly rosterId: string; readonly file: RosterFile; readonly today: string },
): Promise<void> => {
  const rows = `(select * from roster_row where roster_id = ? and file = ?)`;
  await em.execute(
    `insert into roster_fault (roster_id, file, line, code, sentence)
     select ?, ?, line, ?, ? from (${rowsOutside(file, rows, '?::date')}) outside on conflict do nothing`,
    [rosterId, file, outsideUnit.code, outsideUnit.sentence, today, rosterId, rosterId, file],
  );
};

/** Whether the temporary table `batch` has a row that an import of a unit may not apply now. */
const hasRowsOutside = async (em: EntityManager, rosterId: string, file: RosterFile): Promise<boolean> => {
  const rows = `(select line, sourced_id, fields, action = 'end' as ends from batch)`;
  return (
    (await em.execute(`${rowsOutside(file, rows, '(select today from batch limit 1)')} limit 1`, [rosterId]))
      .length > 0
  );
};

/** The rule by which the application of a batch examines its rows again. */
export const outsideRule: OutsideRule = { ...outsideUnit, finds: hasRowsOutside };
