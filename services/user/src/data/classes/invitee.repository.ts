import type { EntityManager } from '@mikro-orm/postgresql';
import type { Invitee, InviteeRepository } from '../../domain/join-codes/ports.ts';

/** People of the class on the day or later. A role without an end lasts as long as its class. */
const members = `
  select e.person_id as id from enrolment e join class c on c.id = e.class_id
  where e.class_id = ?::uuid and least(e.valid_until, c.valid_until) > ?::date`;

/** Whether no open invitation of the person exists, in any class. */
const isNew = `not exists (
  select from join_code j where j.person_id = p.id and j.account_role is not null
    and j.withdrawn_at is null and j.uses = 0 and j.expires_at > ?)`;

export const inviteeRepository = (em: EntityManager): InviteeRepository => ({
  listOfClass: ({ classId, day, personIds, withGuardians, withTeachers, now }) =>
    em.execute<Invitee[]>(
      `with member as (${members}),
         wanted as (
           select id from member union
           select l.guardian_id from guardian_link l join member m on m.id = l.student_id
           where l.ended_at is null and ?::boolean)
       select p.id as "personId", coalesce(p.registered_name, '') as name, null as email, p.role
       from profile p where p.id in (select id from wanted) and p.expected and p.erased_at is null
         and (p.role = 'student' or ?::boolean)
         and (?::jsonb is null or p.id in (select value::uuid from jsonb_array_elements_text(?::jsonb)))
       order by ${isNew} desc, name, p.id`,
      [
        ...[classId, day, withGuardians, withTeachers],
        ...Array<string | null>(2).fill(personIds === undefined ? null : JSON.stringify(personIds)),
        now,
      ],
    ),
});
