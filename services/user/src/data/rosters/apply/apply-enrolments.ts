import type { EntityManager } from '@mikro-orm/postgresql';
import { type ApplyBatch, recordOf, targetIn } from './apply-places.ts';
import { isOfBatch, isOneOf } from './is-of-batch.ts';
import { lockedPeople, rejectDangling } from './reject-dangling.ts';

/** The day of the institution on which the batch is applied. */
export const day = '(select max(today) as today from batch) day';

export const endEnrolments = (em: EntityManager, condition: string): Promise<unknown> =>
  em.execute(
    `update enrolment e set valid_until = greatest(e.valid_from, day.today), version = e.version + 1
     from ${day} where ${condition} and (e.valid_until is null or e.valid_until > day.today)`,
  );

const role = `case when b.fields ->> 'role' = 'student' then 'student'
  when b.fields ->> 'primary' = 'false' then 'co-teacher' else 'teacher' end`;
const from = 'greatest(coalesce(w.begin_day, c.valid_from), c.valid_from)';
/** A role never outlives its class. */
const until = 'least(w.end_day, case when w.end_day is not null then c.valid_until end)';
const days = `least(${from}, ${until}), ${until}`;

/**
 * The enrolments of the batch in the temporary table `wanted`, with the ids of their classes and people, so
 * that each is looked up once. Many rows name one class. A change of an enrolment that was erased, or never
 * made, creates the enrolment. Locks classes against other lists, and people against erasure, as the
 * operation does.
 */
const findWanted: ApplyBatch = async (em, institutionId) => {
  await em.execute(
    `create temporary table wanted on commit drop as
     with given as materialized (
       select id, ${recordOf('classes', 'given.id')} as class_id
       from (select distinct fields ->> 'classSourcedId' as id from batch) given)
     select b.line, b.target_id, given.class_id,
       case when b.action = 'change'
         and (select true from enrolment e where e.id = b.target_id limit 1) is null then 'create'
         else b.action end as action,
       ${targetIn('users', 'userSourcedId')} as person_id, ${role} as role,
       (b.fields ->> 'beginDate')::date as begin_day, (b.fields ->> 'endDate')::date as end_day
     from batch b left join given on given.id = b.fields ->> 'classSourcedId'`,
    [institutionId, institutionId],
  );
  await em.execute('analyze wanted');
  await rejectDangling(em, {
    file: 'enrollments',
    column: 'classSourcedId',
    sentence: 'The row of the class was rejected.',
    lines: 'select line from wanted where class_id is null',
  });
  await em.execute(
    `select from class where ${isOneOf('id', 'select class_id from wanted')} order by id for no key update`,
  );
  await em.execute(
    `with ${lockedPeople('select person_id from wanted', 'for share')}
     update wanted w set person_id = null
     where not exists (select from locked l where l.id = w.person_id and l.erased_at is null)`,
  );
  await rejectDangling(em, {
    file: 'enrollments',
    column: 'userSourcedId',
    sentence: 'The row of the person was rejected, or the person was erased.',
    lines: 'select line from wanted where person_id is null',
  });
  await em.execute('delete from wanted where class_id is null or person_id is null');
};

const insertWanted = `insert into enrolment
  (id, institution_id, class_id, person_id, role, valid_from, valid_until, created_at)
  select w.target_id, ?::uuid, c.id, w.person_id, w.role, ${days}, now()`;

/**
 * A person has few enrolments, and a class has many. No index serves `is not distinct from`, so the planner
 * looks up the person, also without statistics.
 */
const isOf = (e: string, row: string): string =>
  `${e}.person_id = ${row}.person_id and ${e}.class_id is not distinct from ${row}.class_id
     and ${e}.role = ${row}.role`;

/**
 * Inserts the enrolments of people who never had the role in the class, and returns the number of those left.
 * The locks exclude other enrolments of the classes.
 */
const insertFirst = async (em: EntityManager, institutionId: string): Promise<number> => {
  const [row] = await em.execute<{ left: number }[]>(
    `with made as (
       ${insertWanted}
       from (select *, row_number() over (partition by class_id, person_id, role order by line) as place
             from wanted where action = 'create') w
         join class c on c.id = w.class_id
       where w.place = 1
         and (select true from enrolment e where ${isOf('e', 'w')} limit 1) is null
       returning 1)
     select ((select count(*) from wanted where action = 'create') - (select count(*) from made))::int as left`,
    [institutionId],
  );
  return row?.left ?? 0;
};

const isLeft = `w.action = 'create' and not exists (select from enrolment own where own.id = w.target_id)`;
/** The enrolment `e` has days of the row `w`, of the same person, class and role. */
const hasDaysOf = (e: string): string =>
  `${isOf(e, 'w')}
     and daterange(${e}.valid_from, ${e}.valid_until) && daterange(${days})`;

/**
 * Inserts the enrolments on free days of people who had the role in the class before, or have it in several
 * rows. The first row with common days is inserted.
 */
const insertLeft = async (em: EntityManager, institutionId: string): Promise<void> => {
  for (let count = 1; count > 0; ) {
    const [row] = await em.execute<{ count: number }[]>(
      `with free as (
         select w.*, least(${from}, ${until}) as first_day, ${until} as end_day_in_class
         from wanted w join class c on c.id = w.class_id
         where ${isLeft} and not exists (select from enrolment e where ${hasDaysOf('e')})),
       made as (
         ${insertWanted} from free w join class c on c.id = w.class_id
         where not exists (select from free f
           where f.line < w.line and f.class_id = w.class_id and f.person_id = w.person_id and f.role = w.role
             and daterange(f.first_day, f.end_day_in_class) && daterange(w.first_day, w.end_day_in_class))
         returning 1)
       select count(*)::int as count from made`,
      [institutionId],
    );
    count = row?.count ?? 0;
  }
};

/**
 * Adds enrolments. A person who has the role in the class already, by hand or by another row, retains that
 * enrolment, and the row becomes a record of it.
 */
export const makeEnrolments: ApplyBatch = async (em, institutionId) => {
  await findWanted(em, institutionId);
  if ((await insertFirst(em, institutionId)) > 0) {
    await insertLeft(em, institutionId);
    await em.execute(
      `update batch t set target_id = e.id
       from wanted w join class c on c.id = w.class_id join enrolment e on ${hasDaysOf('e')}
       where t.line = w.line and ${isLeft}`,
    );
  }
  await em.execute(
    `update enrolment e set class_id = c.id, person_id = w.person_id, role = w.role, version = e.version + 1,
       valid_from = least(${from}, ${until}), valid_until = ${until}
     from wanted w join class c on c.id = w.class_id where w.action = 'change' and e.id = w.target_id`,
  );
};

/**
 * Two rows may state one enrolment. The enrolment lasts while one of them does. Runs after the records are
 * ended.
 */
export const endOwn: ApplyBatch = async (em) => {
  await endEnrolments(
    em,
    `${isOfBatch('e.id')} and (select true from roster_record k where k.target_id = e.id
       and k.file = 'enrollments' and k.ended_at is null limit 1) is null`,
  );
};
