import type { EntityManager } from '@mikro-orm/postgresql';
import { teachingRoles } from './apply/apply-people.ts';
import { literal } from './apply/fault-code.ts';
import { isSame } from './current-state.ts';

type OfRoster = { readonly id: string; readonly institutionId: string };

/** The teachers according to the bundle and to earlier imports, and the roles of existing accounts. */
const facts = `
  teachers as (
    select r.fields ->> 'userSourcedId' as id from roster_row r
    where r.roster_id = ? and r.file = 'roles' and not r.ends and r.fields ->> 'role' in ${teachingRoles}
    union select r.sourced_id from roster_row r
    where r.roster_id = ? and r.file = 'users' and not r.ends and r.fields ->> 'role' in ${teachingRoles}
    union select k.fields ->> 'userSourcedId' from roster_record k
    where k.institution_id = ? and k.file = 'roles' and k.ended_at is null
      and k.fields ->> 'role' in ${teachingRoles}
      and not exists (select from roster_row r where r.roster_id = ? and r.file = 'roles'
        and r.sourced_id = k.sourced_id)),
  accounts as (
    select k.sourced_id as id, p.role from roster_record k join profile p on p.id = k.target_id
    where k.institution_id = ? and k.file = 'users' and not p.expected and p.erased_at is null)`;
const givenFacts = ({ id, institutionId }: OfRoster): readonly string[] => [
  ...[id, id, institutionId, id, institutionId],
];

/**
 * An import never changes an account, so a row about an account with more rights is rejected, unless the row
 * says what is known.
 */
export const findHigherAccounts = async (em: EntityManager, roster: OfRoster): Promise<void> => {
  await em.execute(
    `with ${facts}
     insert into roster_fault (roster_id, file, line, place, code, sentence)
     select r.roster_id, r.file, r.line, 'sourcedId', ${literal('account-role-higher')},
       'The account of this person has the role ' || a.role || ', which is higher than the imported one.'
     from roster_row r join accounts a on a.id = r.sourced_id left join teachers t on t.id = r.sourced_id
       join roster_record k on k.institution_id = ? and k.file = r.file and k.sourced_id = r.sourced_id
     where r.roster_id = ? and r.file = 'users' and not r.ends and not (k.ended_at is null and ${isSame('users')})
       and (a.role = 'admin' or a.role = 'teacher' and t.id is null)
     on conflict do nothing`,
    [...givenFacts(roster), roster.institutionId, roster.id],
  );
};

/** Students learn; teachers and admins teach. A bundle cannot make a student a teacher by an enrolment. */
export const findUnfitRoles = async (em: EntityManager, roster: OfRoster): Promise<void> => {
  await em.execute(
    `with ${facts}
     insert into roster_fault (roster_id, file, line, place, code, sentence)
     select r.roster_id, r.file, r.line, 'role', ${literal('account-role-unfit')},
       'The role does not fit the person: students learn, teachers and admins teach.'
     from roster_row r left join accounts a on a.id = r.fields ->> 'userSourcedId'
       left join teachers t on t.id = r.fields ->> 'userSourcedId'
     where r.roster_id = ? and r.file = 'enrollments' and not r.ends
       and r.fields ->> 'role' in ('student', 'teacher', 'administrator', 'proctor')
       and (r.fields ->> 'role' = 'student')
         <> case when a.role is null then t.id is null else a.role = 'student' end
     on conflict do nothing`,
    [...givenFacts(roster), roster.id],
  );
};
