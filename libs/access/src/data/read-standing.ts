import { defaultTimeZone } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { type AudienceKey, classKey, institutionKey, unitKey } from '../domain/audience.ts';
import { dayIn } from '../domain/days/day-in.ts';
import type { HeldClass, Person, Standing } from '../domain/standing.ts';

/**
 * The classes, the roles in units, the units above both, the students, the policy and the time zone in one
 * statement. Different time zones have different days at the same instant, so the statement reads the
 * memberships of three days around `today` in UTC. The day of the institution then decides. `least` ignores
 * a missing end. `union` ends the recursion when the units form a circle.
 *
 * Prepared, because PostgreSQL plans it for four times as long as it runs (decision 0063).
 */
const statement = preparedStatement(
  'readStanding',
  `
  with recursive given (person_id, institution_id, today) as (values ($1::uuid, $2::uuid, $3::date)),
  held as (
    select class.class_id, enrolment.enrolment_id, enrolment.role, class.unit_id, enrolment.valid_from,
      least(enrolment.valid_until, class.valid_until) as valid_until
    from given join access_enrolment enrolment using (person_id, institution_id)
    join access_class class on class.class_id = enrolment.class_id
      and class.institution_id = given.institution_id
    where not class.archived and enrolment.valid_from <= today + 1
      and today - 1 < least(enrolment.valid_until, class.valid_until)),
  administered as (
    select role.unit_id, role.valid_from, role.valid_until
    from given join access_unit_role role using (person_id, institution_id)
    where role.role = 'admin' and role.valid_from <= today + 1
      and (role.valid_until is null or today - 1 < role.valid_until)),
  path (start, unit_id) as (
    select unit_id, unit_id from (select unit_id from held union select unit_id from administered) start
    union
    select path.start, unit.parent_id from path join access_unit unit on unit.unit_id = path.unit_id
    where unit.parent_id is not null)
  select
    (select coalesce(json_agg(json_build_object('classId', class_id, 'enrolmentId', enrolment_id,
       'role', role, 'since', valid_from, 'until', valid_until,
       'unitIds', (select json_agg(path.unit_id) from path where path.start = held.unit_id))), '[]')
     from held) as classes,
    (select coalesce(json_agg(json_build_object('unitId', unit_id, 'since', valid_from, 'until', valid_until,
       'unitIds', (select json_agg(path.unit_id) from path where path.start = administered.unit_id))), '[]')
     from administered) as administers,
    (select coalesce(json_agg(distinct student_id), '[]')
     from given join access_guardian guardian on guardian.guardian_id = given.person_id
       and guardian.institution_id = given.institution_id
     where not guardian.ended) as children,
    coalesce((select teachers_share from given join access_sharing_policy using (institution_id)), true)
      as "teachersShare",
    (select time_zone from given join access_time_zone using (institution_id)) as "timeZone"`,
);

type Lasting = { readonly since: string; readonly until: string | null };
type HeldUnit = { readonly unitId: string; readonly unitIds: readonly string[]; readonly since: string };
type Row = {
  readonly classes: readonly (HeldClass & Lasting)[];
  readonly administers: readonly (HeldUnit & Lasting)[];
  readonly timeZone: string | null;
  readonly children: readonly string[];
  readonly teachersShare: boolean;
};

/**
 * Reads the standing of a person from the projection, on the day of `now` in the time zone of the
 * institution.
 *
 * @param em in a transaction or outside one.
 */
export const readStanding = async (
  em: EntityManager,
  { userId, institutionId, role }: Person,
  now = new Date(),
): Promise<Standing> => {
  const [row] = await executePrepared<Row>(em, statement, [userId, institutionId, dayIn('UTC', now)]);
  const { classes = [], administers = [], children = [], teachersShare = true } = row ?? {};
  const timeZone = row?.timeZone ?? defaultTimeZone;
  const today = dayIn(timeZone, now);
  const mayTeach = role !== 'student';
  const held = lastingOn(today, classes).map((given) => ({
    ...given,
    role: effectiveRole(given.role, mayTeach),
  }));
  const roles = mayTeach ? firstOfUnits(lastingOn(today, administers)) : [];
  const memberSince = membershipsOf(held, roles);
  return {
    userId,
    institutionId,
    accountRole: role,
    timeZone,
    memberOf: [institutionKey(institutionId), ...(Object.keys(memberSince) as AudienceKey[])],
    memberSince,
    classes: held,
    administers: roles.map(({ unitId, since }) => ({ unitId, since })),
    children,
    teachersShareWithInstitution: teachersShare,
  };
};

/** Selects the memberships whose period contains a day. The day `until` is outside the period. */
const lastingOn = <Held extends Lasting>(day: string, given: readonly Held[]): Omit<Held, 'until'>[] =>
  given
    .filter(({ since, until }) => since <= day && (until === null || day < until))
    .map(({ until: _, ...held }) => held);

/** One role for each unit, with the first day of all. */
const firstOfUnits = (roles: readonly HeldUnit[]): readonly HeldUnit[] =>
  [...Map.groupBy(roles, ({ unitId }) => unitId).values()].flatMap((ofUnit) =>
    ofUnit.toSorted((one, other) => one.since.localeCompare(other.since)).slice(0, 1),
  );

/** An account with the role student never teaches and never administers, whatever the facts say. */
const effectiveRole = (role: EnrolmentRole, mayTeach: boolean): EnrolmentRole =>
  mayTeach ? role : 'student';

const membershipsOf = (
  classes: readonly HeldClass[],
  roles: readonly HeldUnit[],
): Record<AudienceKey, string> => {
  const since: Record<AudienceKey, string> = {};
  const add = (key: AudienceKey, day: string): void => {
    const known = since[key];
    if (known === undefined || day < known) since[key] = day;
  };
  for (const held of classes) add(classKey(held.classId), held.since);
  for (const { unitIds, since: day } of [...classes, ...roles])
    for (const unitId of unitIds) add(unitKey(unitId), day);
  return since;
};
