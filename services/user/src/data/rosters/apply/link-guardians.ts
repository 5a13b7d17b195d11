import type { EntityManager } from '@mikro-orm/postgresql';
import type { Place } from './apply-rules.ts';
import { literal } from './fault-code.ts';
import { isOneOf } from './is-of-batch.ts';

type OfRoster = Place & { readonly id: string };

/** People with `agentSourcedIds` of one transaction. */
const batchPeople = 1_000;
const guardianRoles = `('guardian', 'parent', 'relative')`;

/** The agents whom a record names, as ids of a bundle. */
const agentsOf = (record: string): string =>
  `(select distinct btrim(agent.id) as id
    from unnest(string_to_array(${record}.fields ->> 'agentSourcedIds', ',')) agent (id))`;
/**
 * The user with the id of a bundle. The limit makes this a look-up in the index for each agent: a join may
 * read all users of the institution for each person.
 */
const userWith = (id: string): string =>
  `(select k.* from roster_record k where k.institution_id = ? and k.file = 'users' and k.sourced_id = ${id}
      and k.ended_at is null limit 1)`;
/**
 * A scalar query, because the planner may answer `exists` by a hash of all roles of the institution. The
 * institution is no condition, because without statistics the planner then reads all its roles each time.
 */
export const isGuardian = (record: string): string =>
  `(${record}.fields ->> 'role' in ${guardianRoles} or (select true from roster_record r
     where r.target_id = ${record}.target_id and r.file = 'roles' and r.ended_at is null
       and r.fields ->> 'role' in ${guardianRoles} limit 1) is not null)`;

/** A join may read the profiles of all people for each part of the people. */
const isAlive = (id: string, condition = ''): string =>
  `(select true from profile where id = ${id} and erased_at is null ${condition} limit 1) is not null`;

/**
 * Links the agents of the next people with them: a guardian, parent or relative with a student, whichever of
 * both rows names the other one. A link that was ended by hand stays ended, also one that people made. People
 * whose row was made here have their links already. Returns the last person.
 */
export const linkNext = async (
  em: EntityManager,
  { id, institutionId, limits }: OfRoster,
  after: string,
): Promise<string | undefined> => {
  await em.execute(
    `create temporary table pair on commit drop as
     with person as (
       select * from roster_record where institution_id = ? and file = 'users' and sourced_id > ?
         and ended_at is null and not by_hand and fields ->> 'agentSourcedIds' is not null
       order by sourced_id limit ?),
     met as (
       select u.sourced_id as person, g.target_id as guardian_id, s.target_id as student_id
       from person u
         cross join lateral ${agentsOf('u')} named
         cross join lateral ${userWith('named.id')} a
         cross join lateral (select case when ${isGuardian('a')} then a.target_id
           when ${isGuardian('u')} then u.target_id end as target_id) g
         cross join lateral (select case g.target_id when a.target_id then u.target_id else a.target_id end
           as target_id) s
       where g.target_id is not null)
     select distinct on (guardian_id, student_id) m.*, u.last
     from (select max(sourced_id) as last from person) u left join met m on guardian_id <> student_id`,
    [institutionId, after, batchPeople, institutionId],
  );
  const [{ last } = { last: null }] = await em.execute<{ last: string | null }[]>(
    'select last from pair limit 1',
  );
  if (last === null) return undefined;
  // As the operation does for one student.
  await em.execute(
    `select pg_advisory_xact_lock(hashtextextended('guardians ' || student_id, 0))
     from (select distinct student_id from pair where student_id is not null order by 1) students`,
  );
  // Against erasure. An erased person is then visible to the next statement.
  await em.execute(
    `select from profile where ${isOneOf('id', 'select guardian_id from pair union select student_id from pair')}
     order by id for share`,
  );
  await em.execute(
    `with wanted as (
       select p.*, row_number() over (partition by p.student_id order by p.guardian_id) + (select count(*)
         from guardian_link l where l.student_id = p.student_id and l.ended_at is null) as position
       from pair p
       where ${isAlive('p.student_id', `and role = 'student'`)} and ${isAlive('p.guardian_id')} and not exists (select from guardian_link l
         where l.student_id = p.student_id and l.guardian_id = p.guardian_id and (l.ended_at is null
           or not exists (select from roster_record k where k.target_id = l.id and k.file = 'agents'
             and k.ended_at is not null)))),
     made as (
       insert into guardian_link (id, institution_id, guardian_id, student_id, created_by, created_at)
       select gen_random_uuid(), ?, guardian_id, student_id, r.confirmed_by, now()
       from wanted, roster r where r.id = ? and position <= ?
       on conflict do nothing returning id),
     reported as (
       insert into roster_fault (roster_id, file, line, place, code, sentence)
       select distinct r.roster_id, r.file, r.line, 'agentSourcedIds', ${literal('limit-reached')},
         'The student has the maximum number of guardians.'
       from wanted w join roster_row r on r.roster_id = ? and r.file = 'users' and r.sourced_id = w.person
       where w.position > ? on conflict do nothing)
     insert into roster_record (institution_id, file, sourced_id, target_id, fields)
     select ?, 'agents', id::text, id, '{}' from made`,
    [institutionId, id, limits.guardiansPerStudent, id, limits.guardiansPerStudent, institutionId],
  );
  return last;
};

/** Ends imported links that neither row names any more. */
export const endLinks = async (em: EntityManager, { institutionId }: OfRoster): Promise<void> => {
  const names = (one: string, other: string): string =>
    `(select true from roster_record u cross join lateral ${agentsOf('u')} named
       cross join lateral ${userWith('named.id')} a
     where u.target_id = l.${one} and u.file = 'users' and u.ended_at is null and a.target_id = l.${other}
     limit 1) is not null`;
  await em.execute(
    `with gone as (
       select k.sourced_id, l.id from roster_record k join guardian_link l on l.id = k.target_id
       where k.institution_id = ? and k.file = 'agents' and k.ended_at is null
         and not ${names('student_id', 'guardian_id')} and not ${names('guardian_id', 'student_id')}),
     ended as (
       update guardian_link l set ended_at = now(), version = version + 1 from gone
       where l.id = gone.id and l.ended_at is null)
     update roster_record k set ended_at = now() from gone
     where k.institution_id = ? and k.file = 'agents' and k.sourced_id = gone.sourced_id`,
    [institutionId, institutionId, institutionId, institutionId],
  );
};
