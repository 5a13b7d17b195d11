import type { EntityManager } from '@mikro-orm/postgresql';
import { day, endEnrolments, endOwn, makeEnrolments } from './apply-enrolments.ts';
import type { ApplyBatch } from './apply-places.ts';
import { isOfBatch, isOneOf } from './is-of-batch.ts';
import { holdPeople } from './reject-dangling.ts';

const nothing: ApplyBatch = async () => undefined;

/** A part that a name lacks is a dot in an export. */
const name = `concat_ws(' ', nullif(coalesce(b.fields ->> 'preferredGivenName', b.fields ->> 'givenName'), '.'),
  nullif(coalesce(b.fields ->> 'preferredFamilyName', b.fields ->> 'familyName'), '.'))`;
/** No role of a bundle makes an admin. Administrators of schools come in as teachers. */
export const teachingRoles = `('teacher', 'aide', 'proctor', 'counselor', 'administrator', 'principal',
  'siteAdministrator', 'districtAdministrator', 'systemAdministrator')`;

/** Version 1.1 has the role in users. */
const roleOfRow = `case when b.fields ->> 'role' in ${teachingRoles} then 'teacher' else 'student' end`;

/** A person of a roster has no account. The profile of a person with an account stays as it is. */
const makeUsers: ApplyBatch = async (em, institutionId) => {
  await em.execute(
    `insert into profile (id, institution_id, role, registered_name, email, created_at, expected)
     select b.target_id, ?, ${roleOfRow}, ${name}, b.fields ->> 'email', now(), true
     from batch b where b.action = 'create' on conflict (id) do nothing`,
    [institutionId],
  );
  await holdPeople(em, 'users');
  await em.execute(
    `update profile t set registered_name = ${name}, email = b.fields ->> 'email',
       role = case when b.fields ->> 'role' is null then t.role else ${roleOfRow} end
     from batch b where b.action = 'change' and t.id = b.target_id and t.expected and t.erased_at is null
       and ${isOfBatch('t.id', `where action = 'change'`)}`,
  );
  await endUnfit(em, `select target_id from batch where action = 'change'`);
};

/**
 * Ends what the new role of an expected person no longer fits, as `recordRole` does for accounts.
 *
 * @param people selects the people whose role may be a new one.
 */
const endUnfit = async (em: EntityManager, people: string): Promise<void> => {
  const roleOf = (id: string): string => `(select p.role from profile p where p.id = ${id} and p.expected)`;
  await endEnrolments(
    em,
    `${isOneOf('e.person_id', people)} and (e.role = 'student') <> (${roleOf('e.person_id')} = 'student')`,
  );
  await em.execute(
    `update unit_role u set valid_until = greatest(u.valid_from, day.today), version = u.version + 1
     from ${day} where ${isOneOf('u.person_id', people)} and ${roleOf('u.person_id')} = 'student'
       and (u.valid_until is null or u.valid_until > day.today)`,
  );
};

/** The person leaves the classes. An account stays, because auth owns it. */
const endUsers: ApplyBatch = async (em) => {
  await endEnrolments(em, isOfBatch('e.person_id'));
};

/** The temporary table `former` has the people whom changed roles had before the batch. */
const findFormer: ApplyBatch = async (em, institutionId) => {
  await em.execute(
    `create temporary table former on commit drop as
     select k.target_id from roster_record k where k.institution_id = ? and k.file = 'roles'
       and ${isOfBatch('k.sourced_id', `where action = 'change'`, 'sourced_id')}`,
    [institutionId],
  );
};

const makeRoles: ApplyBatch = async (em, institutionId) => {
  await holdPeople(em, 'roles');
  await findFormer(em, institutionId);
};

const makeProfiles: ApplyBatch = (em) => holdPeople(em, 'userProfiles');

/**
 * Sets the role of expected people from all their roles that last. Runs after the records are stored. The
 * institution is no condition, because without statistics the planner then reads all its roles each time.
 */
export const settleRoles: ApplyBatch = async (em) => {
  const settled = `case when exists (
    select from roster_record k where k.target_id = t.id and k.file = 'roles'
      and k.ended_at is null and k.fields ->> 'role' in ${teachingRoles}) then 'teacher' else 'student' end`;
  await em.execute(
    `create temporary table resettled on commit drop as
     select id, role from (
       select t.id, t.role as former, ${settled} as role from profile t
       where t.expected and t.erased_at is null
         and ${isOneOf('t.id', 'select target_id from batch union select target_id from former')} offset 0) people
     where role <> former`,
  );
  // A join with the temporary table, which has no statistics, reads all profiles. A person may have become an
  // account meanwhile, whose role auth decides.
  for (const role of ['teacher', 'student'])
    await em.execute(
      `update profile set role = ? where expected and erased_at is null
         and ${isOneOf('id', 'select id from resettled where role = ?')}`,
      [role, role],
    );
  await endUnfit(em, 'select id from resettled');
};

export const peopleFiles = {
  users: { made: makeUsers, ended: endUsers },
  roles: { made: makeRoles, ended: findFormer },
  userProfiles: { made: makeProfiles, ended: nothing },
  enrollments: { made: makeEnrolments, ended: endOwn },
} as const;
