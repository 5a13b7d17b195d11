import type { EntityManager } from '@mikro-orm/postgresql';
import { type ApplyBatch, targetIn } from './apply-places.ts';

const nothing: ApplyBatch = async () => undefined;

const name = `concat_ws(' ', coalesce(b.fields ->> 'preferredGivenName', b.fields ->> 'givenName'),
  coalesce(b.fields ->> 'preferredFamilyName', b.fields ->> 'familyName'))`;
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
  await em.execute(
    `update profile t set registered_name = ${name}, email = b.fields ->> 'email',
       role = case when b.fields ->> 'role' is null then t.role else ${roleOfRow} end
     from batch b where b.action = 'change' and t.id = b.target_id and t.expected and t.erased_at is null`,
  );
  await endUnfit(em);
};

const today = `(now() at time zone 'utc')::date`;

const endEnrolments = (em: EntityManager, condition: string): Promise<unknown> =>
  em.execute(
    `update enrolment e set valid_until = greatest(e.valid_from, ${today}), version = e.version + 1
     from batch b where ${condition} and (e.valid_until is null or e.valid_until > ${today})`,
  );

/** Ends what the new role of an expected person no longer fits, as `recordRole` does for accounts. */
const endUnfit = async (em: EntityManager): Promise<void> => {
  const person = `select p.role from profile p where p.id = b.target_id and p.expected`;
  await endEnrolments(em, `e.person_id = b.target_id and (e.role = 'student') <> ((${person}) = 'student')`);
  await em.execute(
    `update unit_role u set valid_until = greatest(u.valid_from, ${today}), version = u.version + 1
     from batch b where u.person_id = b.target_id and (${person}) = 'student'
       and (u.valid_until is null or u.valid_until > ${today})`,
  );
};

/** The person leaves the classes. An account stays, because auth owns it. */
const endUsers: ApplyBatch = async (em) => {
  await endEnrolments(em, 'e.person_id = b.target_id');
};

/**
 * Sets the role of expected people from all their roles that last. Runs after the records are stored. The
 * institution is no condition, because without statistics the planner then reads all its roles each time.
 */
export const settleRoles: ApplyBatch = async (em) => {
  await em.execute(
    `update profile t set role = case when exists (
         select from roster_record k where k.target_id = t.id and k.file = 'roles'
           and k.ended_at is null and k.fields ->> 'role' in ${teachingRoles}) then 'teacher' else 'student' end
     where t.expected and t.erased_at is null and t.id in (select target_id from batch)`,
  );
  await endUnfit(em);
};

const role = `case when b.fields ->> 'role' = 'student' then 'student'
  when b.fields ->> 'primary' = 'false' then 'co-teacher' else 'teacher' end`;
const from = `greatest(coalesce((b.fields ->> 'beginDate')::date, c.valid_from), c.valid_from)`;
/** A role never outlives its class. */
const until = `least((b.fields ->> 'endDate')::date, case when b.fields ->> 'endDate' is not null then c.valid_until end)`;

/** Locks classes against other lists, and people against erasure, as the operation does. */
const lockEnrolled: ApplyBatch = async (em, institutionId) => {
  for (const [table, file, column, lock] of [
    ['class', 'classes', 'classSourcedId', 'for no key update'],
    ['profile', 'users', 'userSourcedId', 'for share'],
  ] as const)
    await em.execute(
      `select from ${table} where id in (select ${targetIn(file, column)} from batch b) order by id ${lock}`,
      [institutionId],
    );
};

/**
 * Adds enrolments. A person who has the role in the class already, by hand or by another row, retains that
 * enrolment, and the row becomes a record of it.
 */
const makeEnrolments: ApplyBatch = async (em, institutionId) => {
  const facts = `join class c on c.id = ${targetIn('classes', 'classSourcedId')}
    cross join lateral (select ${targetIn('users', 'userSourcedId')} as id) p`;
  await lockEnrolled(em, institutionId);
  await em.execute(
    `insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, valid_until, created_at)
     select b.target_id, ?, c.id, p.id, ${role}, least(${from}, ${until}), ${until}, now()
     from batch b ${facts} where b.action = 'create' on conflict do nothing`,
    [institutionId, institutionId, institutionId],
  );
  await em.execute(
    `update batch t set target_id = e.id
     from batch b ${facts} join enrolment e on e.class_id = c.id and e.person_id = p.id and e.role = ${role}
       and daterange(e.valid_from, e.valid_until) && daterange(least(${from}, ${until}), ${until})
     where t.line = b.line and b.action = 'create'
       and not exists (select from enrolment own where own.id = b.target_id)`,
    [institutionId, institutionId],
  );
  await em.execute(
    `update enrolment e set class_id = c.id, person_id = p.id, role = ${role}, version = e.version + 1,
       valid_from = least(${from}, ${until}), valid_until = ${until}
     from batch b ${facts} where b.action = 'change' and e.id = b.target_id`,
    [institutionId, institutionId],
  );
};

const endOwn: ApplyBatch = async (em) => {
  await endEnrolments(em, 'e.id = b.target_id');
};

export const peopleFiles = {
  users: { made: makeUsers, ended: endUsers },
  roles: { made: nothing, ended: nothing },
  userProfiles: { made: nothing, ended: nothing },
  enrollments: { made: makeEnrolments, ended: endOwn },
} as const;
