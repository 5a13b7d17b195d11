import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import {
  guardiansByHand,
  isKnownUser,
  keptIdOf,
  livingOrg,
  livingSession,
  rowOf,
  sourcedIdOf,
} from './own-things/references.ts';

/** `k` is the record of an imported thing in `roster_record`; `join` adds the thing itself as `t`. */
type CurrentState = {
  readonly join: string;
  /** The row of an export: the imported one, with what the institution changed since. */
  readonly fields: string;
  /**
   * The imported row with new names alone. A bundle of the outside system, which does not know the codes,
   * places and guardians that people gave here, changes nothing either.
   */
  readonly outside: string;
  /** Whether the thing of the record exists; absent: always. */
  readonly exists?: string;
  /** Whether the institution removed the thing since, so an export leaves it out. */
  readonly isGone: string;
};

const cell = (column: string): string => `k.fields ->> '${column}'`;
const isArchived = 't.id is null or t.archived_at is not null';
const named = (column: string, name: string): string => `k.fields || ${rowOf({ [column]: name })}`;
/** Replaces ids of things that an export does not contain, in cells that are not empty. */
const repaired = (columns: Readonly<Record<string, string>>): string =>
  rowOf(
    Object.fromEntries(
      Object.entries(columns).map(([column, id]) => [
        column,
        `case when ${cell(column)} is not null then ${id} end`,
      ]),
    ),
  );
/** A list of ids with each id replaced, or left out where `replace` gives null. */
const repairedList = (column: string, replace: (id: string) => string): string =>
  `(select string_agg(id, ',' order by place) from (
      select living.id, min(given.place) as place
      from unnest(string_to_array(${cell(column)}, ',')) with ordinality given (id, place)
        cross join lateral (select ${replace('btrim(given.id)')} as id) living
      where living.id is not null group by living.id) kept)`;

const orgName = named('name', `t.names -> 0 ->> 'name'`);
const courseTitle = named('title', `t.names -> 0 ->> 'name'`);
const session = `k.fields || ${rowOf({
  title: `t.names -> 0 ->> 'name'`,
  startDate: 't.valid_from::text',
  endDate: 't.valid_until::text',
})}`;
const classTitle = named('title', 't.title');

/** The days of a class that its terms do not give. */
const ownDays = `(select ${rowOf({
  termSourcedIds: 'terms.ids',
  'metadata.aiTeacher.validFrom': 'nullif(t.valid_from, days.first)::text',
  'metadata.aiTeacher.validUntil': 'nullif(t.valid_until, days.last)::text',
})}
  from (select coalesce(${repairedList('termSourcedIds', livingSession)},
      (select ${sourcedIdOf('academicSessions', 'c.session_id')} from course c where c.id = t.course_id)) as ids) terms
    cross join lateral (select min(s.valid_from) as first, max(s.valid_until) as last
      from unnest(string_to_array(terms.ids, ',')) term (id)
        left join roster_record o on o.institution_id = k.institution_id and o.file = 'academicSessions'
          and o.sourced_id = term.id and o.ended_at is null
        join academic_session s
          on s.id = coalesce(o.target_id, case when length(term.id) = 36 then term.id::uuid end)) days)`;

/** An end after the end of the class was stored as that one. */
const enrolment = `case when t.valid_until is not distinct from case when ${cell('endDate')} is not null
    then least((${cell('endDate')})::date, c.valid_until) end then k.fields
  else (k.fields - 'endDate') || ${rowOf({ endDate: 't.valid_until::text' })} end`;

const users = `k.fields - 'agentSourcedIds' - 'orgSourcedIds' - 'primaryOrgSourcedId'
  || ${rowOf({
    agentSourcedIds: `(select string_agg(agent.id, ',' order by agent.place) from (
        select id, min(place) as place from (
          select btrim(given.id) as id, given.place
          from unnest(string_to_array(${cell('agentSourcedIds')}, ',')) with ordinality given (id, place)
          where ${isKnownUser('btrim(given.id)')}
          union all
          select made.id, 1000 + row_number() over (order by made.id) from (${guardiansByHand('k.target_id')}) made
        ) agents group by id) agent)`,
    orgSourcedIds: repairedList('orgSourcedIds', livingOrg),
    primaryOrgSourcedId: livingOrg(cell('primaryOrgSourcedId')),
  })}`;

/**
 * The row that a thing has now. An import compares with it and an export writes it, so an exported bundle
 * changes nothing when it is imported.
 */
export const currentState: Readonly<Record<RosterFile, CurrentState>> = {
  orgs: {
    join: 'left join academic_node t on t.id = k.target_id',
    outside: orgName,
    fields: `(${orgName}) - 'parentSourcedId' || ${rowOf({
      identifier: 't.code',
      parentSourcedId: keptIdOf('orgs', cell('parentSourcedId'), 't.parent_id'),
    })}`,
    isGone: isArchived,
  },
  academicSessions: {
    join: 'left join academic_session t on t.id = k.target_id',
    outside: session,
    fields: `${session} || ${repaired({ parentSourcedId: livingSession(cell('parentSourcedId')) })}`,
    isGone: isArchived,
  },
  courses: {
    join: 'left join course t on t.id = k.target_id',
    outside: courseTitle,
    fields: `${courseTitle} || ${rowOf({ courseCode: 't.code' })} || ${repaired({
      schoolYearSourcedId: keptIdOf('academicSessions', cell('schoolYearSourcedId'), 't.session_id'),
      orgSourcedId: livingOrg(cell('orgSourcedId')),
    })}`,
    isGone: isArchived,
  },
  classes: {
    join: 'left join class t on t.id = k.target_id',
    outside: classTitle,
    fields: `(${classTitle}) - 'metadata.aiTeacher.validFrom' - 'metadata.aiTeacher.validUntil'
      || ${rowOf({
        classCode: 't.code',
        courseSourcedId: keptIdOf('courses', cell('courseSourcedId'), 't.course_id'),
        schoolSourcedId: keptIdOf('orgs', cell('schoolSourcedId'), 't.unit_id'),
      })} || ${ownDays}`,
    isGone: isArchived,
  },
  enrollments: {
    join: 'left join enrolment t on t.id = k.target_id left join class c on c.id = t.class_id',
    outside: enrolment,
    exists: 't.id is not null',
    fields: `${enrolment} || ${rowOf({
      classSourcedId: keptIdOf('classes', cell('classSourcedId'), 't.class_id'),
      schoolSourcedId: livingOrg(cell('schoolSourcedId')),
    })}`,
    isGone: `t.id is null or c.archived_at is not null or not ${isKnownUser(cell('userSourcedId'))}`,
  },
  users: { join: '', outside: 'k.fields', fields: users, isGone: 'false' },
  roles: {
    join: '',
    outside: 'k.fields',
    fields: `k.fields || ${rowOf({ orgSourcedId: livingOrg(cell('orgSourcedId')) })}`,
    isGone: `not ${isKnownUser(cell('userSourcedId'))} or ${livingOrg(cell('orgSourcedId'))} is null`,
  },
  userProfiles: {
    join: '',
    outside: 'k.fields',
    fields: 'k.fields',
    isGone: `not ${isKnownUser(cell('userSourcedId'))}`,
  },
};

/** Whether the row `r` says what its thing has now, so that its import changes nothing. */
export const isSame = (file: RosterFile): string => {
  const { fields, outside, exists = 'true' } = currentState[file];
  const isStated =
    fields === outside ? `${fields} = r.fields` : `${outside} = r.fields or ${fields} = r.fields`;
  return `(${exists} and (${isStated}))`;
};
