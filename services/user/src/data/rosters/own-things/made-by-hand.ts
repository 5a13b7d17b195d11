import type { RosterFile } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { RosterVersion } from '../../../domain/rosters/bundle/columns.ts';
import {
  guardiansByHand,
  isExportedPerson,
  isImported,
  livingUnit,
  rootOrg,
  rowOf,
  sourcedIdOf,
} from './references.ts';

/**
 * Things of one kind that people made. Its id in an export is its own (decision 0055).
 * `t`: the table of the thing, with the column `institution_id`.
 */
type MadeByHand = {
  readonly from: string;
  readonly where: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The thing that the row is about, when it is not `t`. */
  readonly target?: string;
  /** Ends the id, so that one person may have two rows. */
  readonly suffix?: string;
};

/** The types of organisations in OneRoster. Others are extensions. */
const orgTypes = `('department', 'school', 'district', 'local', 'state', 'national')`;
/** The type of an organisation for a level of the tree. */
const typeOfLevel = `case when t.level in ${orgTypes} then t.level else 'ext:' || t.level end`;
/** The level of the tree for the type of an organisation. */
export const levelOfType = (type: string): string => `regexp_replace(${type}, '^ext:', '')`;

const guardianRoles = `('guardian', 'parent', 'relative')`;
const name = `t.names -> 0 ->> 'name'`;
const root = rootOrg('t.institution_id');
const days = { beginDate: 't.valid_from::text', endDate: 't.valid_until::text' };
const lastsADay = '(t.valid_until is null or t.valid_until > t.valid_from)';

const isPersonByHand = `t.erased_at is null and not exists (select from roster_record known
  where known.target_id = t.id and known.file = 'users' and not (known.by_hand and known.ended_at is null))`;
const isGuardian = `exists (select from guardian_link link where link.guardian_id = t.id
  and link.ended_at is null)`;
const hasGuardianRow = `exists (select from roster_record known where known.target_id = t.id
  and known.file in ('users', 'roles') and not known.by_hand and known.ended_at is null
  and known.fields ->> 'role' in ${guardianRoles})`;

/** OneRoster wants two parts of a name, each of at most 99 characters. A part that a name lacks is a dot. */
const nameParts = `cross join lateral (select coalesce(t.chosen_name, t.registered_name, '') as text) whole
  cross join lateral (select substring(whole.text from '^(.{1,99})\\s') as given) part`;

const usersOf = (version: RosterVersion): MadeByHand => ({
  from: `profile t ${nameParts}`,
  where: version === '1.1' ? `${isPersonByHand} and ${root} is not null` : isPersonByHand,
  fields: {
    enabledUser: `'true'`,
    givenName: `coalesce(part.given, nullif(left(whole.text, 99), ''), '.')`,
    familyName: `coalesce(nullif(left(substring(whole.text from length(part.given) + 2), 99), ''), '.')`,
    email: 't.email',
    agentSourcedIds: `(select string_agg(g.id, ',' order by g.id) from (${guardiansByHand('t.id')}) g)`,
    ...(version === '1.1'
      ? {
          orgSourcedIds: root,
          role: `case t.role when 'admin' then 'administrator' when 'teacher' then 'teacher'
            else case when ${isGuardian} then 'guardian' else 'student' end end`,
        }
      : {}),
  },
});

const roles: readonly MadeByHand[] = [
  {
    from: 'profile t',
    where: `${isPersonByHand} and ${root} is not null`,
    fields: {
      userSourcedId: 't.id::text',
      roleType: `'primary'`,
      role: `case t.role when 'admin' then 'systemAdministrator' else t.role end`,
      orgSourcedId: root,
    },
  },
  {
    from: 'profile t',
    where: `${isExportedPerson('t.id')} and ${root} is not null and ${isGuardian} and not ${hasGuardianRow}`,
    fields: {
      userSourcedId: sourcedIdOf('users', 't.id'),
      roleType: `'secondary'`,
      role: `'guardian'`,
      orgSourcedId: root,
    },
    suffix: '-guardian',
  },
  {
    from: 'unit_role t',
    where: `${lastsADay} and ${isExportedPerson('t.person_id')}
      and coalesce(${livingUnit('t.unit_id')}, ${root}) is not null`,
    fields: {
      userSourcedId: sourcedIdOf('users', 't.person_id'),
      roleType: `'secondary'`,
      role: `'siteAdministrator'`,
      orgSourcedId: `coalesce(${livingUnit('t.unit_id')}, ${root})`,
      ...days,
    },
    target: 't.person_id',
  },
];

const things: Readonly<Record<Exclude<RosterFile, 'users' | 'roles' | 'userProfiles'>, MadeByHand>> = {
  orgs: {
    from: 'academic_node t',
    where: `t.tree = 'organisation' and t.archived_at is null and not ${isImported('orgs', 't.id')}`,
    fields: { name, type: typeOfLevel, identifier: 't.code', parentSourcedId: livingUnit('t.parent_id') },
  },
  academicSessions: {
    from: 'academic_session t',
    where: `t.archived_at is null and not ${isImported('academicSessions', 't.id')}`,
    fields: {
      title: name,
      type: `case when t.parent_id is null then 'schoolYear' else 'term' end`,
      startDate: 't.valid_from::text',
      endDate: 't.valid_until::text',
      parentSourcedId: sourcedIdOf('academicSessions', 't.parent_id'),
      schoolYear: 'extract(year from t.valid_until)::int::text',
    },
  },
  courses: {
    from: 'course t',
    where: `t.archived_at is null and ${root} is not null and not ${isImported('courses', 't.id')}`,
    fields: {
      schoolYearSourcedId: sourcedIdOf('academicSessions', 't.session_id'),
      title: name,
      courseCode: 't.code',
      orgSourcedId: root,
    },
  },
  classes: {
    from: 'class t join course c on c.id = t.course_id join academic_session s on s.id = c.session_id',
    where: `t.archived_at is null and not ${isImported('classes', 't.id')}`,
    fields: {
      title: 't.title',
      courseSourcedId: sourcedIdOf('courses', 't.course_id'),
      classCode: 't.code',
      classType: `'scheduled'`,
      schoolSourcedId: sourcedIdOf('orgs', 't.unit_id'),
      termSourcedIds: sourcedIdOf('academicSessions', 's.id'),
      'metadata.aiTeacher.validFrom': 'nullif(t.valid_from, s.valid_from)::text',
      'metadata.aiTeacher.validUntil': 'nullif(t.valid_until, s.valid_until)::text',
    },
  },
  enrollments: {
    from: 'enrolment t join class c on c.id = t.class_id',
    where: `${lastsADay} and c.archived_at is null and ${isExportedPerson('t.person_id')}
      and not ${isImported('enrollments', 't.id')}`,
    fields: {
      classSourcedId: sourcedIdOf('classes', 't.class_id'),
      schoolSourcedId: sourcedIdOf('orgs', 'c.unit_id'),
      userSourcedId: sourcedIdOf('users', 't.person_id'),
      role: `case t.role when 'student' then 'student' else 'teacher' end`,
      primary: `case t.role when 'teacher' then 'true' when 'co-teacher' then 'false' end`,
      ...days,
    },
  },
};

const madeByHand = (file: RosterFile, version: RosterVersion): readonly MadeByHand[] => {
  if (file === 'users') return [usersOf(version)];
  if (file === 'roles') return roles;
  return file === 'userProfiles' ? [] : [things[file]];
};

type Rows = {
  readonly file: RosterFile;
  readonly version: RosterVersion;
  /** SQL of the id of the institution. */
  readonly institution: string;
  /** A further condition on `t`. */
  readonly where?: string;
};

/** The rows of things that people made, with `sourced_id`, `target_id` and `fields`. */
export const rowsByHand = ({ file, version, institution, where = 'true' }: Rows): string =>
  [
    'select null::text as sourced_id, null::uuid as target_id, null::jsonb as fields where false',
    ...madeByHand(file, version).map(
      (made) => `select t.id::text || '${made.suffix ?? ''}', ${made.target ?? 't.id'}, ${rowOf(made.fields)}
       from ${made.from} where t.institution_id = ${institution} and ${where} and ${made.where}`,
    ),
  ].join(' union all ');
