import { randomUUID } from 'node:crypto';
import { listExtraTimes } from '@ai-teacher/contracts/user/people.ts';
import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { reconciliationCase, reconciliationNeighbour } from '@ai-teacher/test-kit/stand-ins/fact-owner.ts';
import { answering } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startExamApp } from '../exam-app.ts';

/** The only extra time that user has. The copy of the service has another factor and version. */
const profile = { personId: randomUUID(), institutionId: randomUUID(), factor: 1.25, version: 3 };

type Ended = { closed: number | null; released?: number; attempts: number[] };

/**
 * Inserts a published exam that closed and was released the given numbers of days ago, or never. Its attempts
 * were submitted the given numbers of days ago.
 */
const insertExams = (databaseUrl: string, { closed, released, attempts }: Ended) =>
  readRows(
    databaseUrl,
    `with made as (
       insert into exam (id, institution_id, teacher_id, title, status, ends_at, released_at, created_at)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
         concat_ws(' ', 'closed ' || $1::int, 'released ' || $3::int), 'published',
         now() - make_interval(days => $1), now() - make_interval(days => $3), now() - interval '900 days')
       returning id)
     insert into attempt (id, exam_id, institution_id, student_id, status, started_at, submitted_at, closed_by)
     select gen_random_uuid(), made.id, gen_random_uuid(), gen_random_uuid(), 'graded',
       now() - interval '900 days', now() - make_interval(days => age), 'student'
     from made, unnest($2::int[]) age`,
    [closed, attempts, released ?? null],
  );

/**
 * Inserts an exam that closed long ago, with one attempt and one appeal that was opened and decided the given
 * numbers of days ago.
 */
const insertAppeal = async (
  databaseUrl: string,
  { closed, opened, decided }: { closed: number; opened: number; decided?: number },
): Promise<void> => {
  await insertExams(databaseUrl, { closed, attempts: [closed] });
  await readRows(
    databaseUrl,
    `with found as (
       select exam.id as exam_id, attempt.id as attempt_id, student_id from exam
       join attempt on attempt.exam_id = exam.id where title like concat('closed ', $1::int, '%')),
     made as (
       insert into item (id, exam_id, position, type, points, content)
       select gen_random_uuid(), exam_id, 0, 'cloze', 1, '{}' from found returning id)
     insert into appeal (id, exam_id, attempt_id, item_id, student_id, status, score_before, created_at, decided_at)
     select gen_random_uuid(), exam_id, attempt_id, made.id, student_id,
       case when $3::int is null then 'open' else 'upheld' end, 0, now() - make_interval(days => $2),
       now() - make_interval(days => $3)
     from found, made`,
    [closed, opened, decided ?? null],
  );
};

/** Inserts generations that ended, and tokens that were used, the given numbers of days ago. */
const insertGenerations = (databaseUrl: string, ages: number[]) =>
  readRows(
    databaseUrl,
    `with made as (
       insert into generation (id, institution_id, teacher_id, status, stage, title, shuffle, cells, created_at,
         ended_at)
       select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'failed', 'ended', 'ended ' || age, true,
         '[]', now() - interval '900 days', now() - make_interval(days => age)
       from unnest($1::int[]) age returning id),
     slots as (
       insert into generation_slot (generation_id, number, cell, type) select id, 0, 0, 'cloze' from made)
     insert into token_use (user_id, day, used)
     select gen_random_uuid(), (now() at time zone 'UTC')::date - age, age from unnest($1::int[]) age`,
    [ages],
  );

describe('the timetable of exam', () => {
  describe.each([
    {
      term: 'set',
      RESULT_RETENTION_DAYS: '365',
      exams: ['', 'closed -1', 'closed 364', 'closed 366', 'closed 372', 'closed 373', 'released 364'],
      ages: [364, 368, 369, 370, 372, 373],
    },
    {
      term: 'unset',
      RESULT_RETENTION_DAYS: '',
      exams: [
        ...[
          '',
          'closed -1',
          'closed 364',
          'closed 366',
          'closed 367',
          'closed 372',
          'closed 373',
          'closed 374',
        ],
        ...['released 364', 'released 366'],
      ],
      ages: [364, 366, 367, 368, 369, 370, 371, 372, 373, 374],
    },
  ])('while the term of results is $term', ({ RESULT_RETENTION_DAYS, exams, ages }) => {
    testTimetable({
      service: 'exam',
      timetable,
      start: (databaseUrl) =>
        startExamApp({
          variables: { DATABASE_URL: databaseUrl, RESULT_RETENTION_DAYS },
          neighbours: [
            ...reconciliationNeighbour,
            answering(listExtraTimes, () => ({ items: [profile], next: null })),
          ],
        }),
      cases: {
        'reconcile-access-facts': reconciliationCase,
        'reconcile-extra-times': {
          arrange: async (databaseUrl) => {
            await readRows(
              databaseUrl,
              `insert into default_extra_time values
                 (gen_random_uuid(), gen_random_uuid(), 2, 1), ($1, gen_random_uuid(), 2, 7)
               on conflict (student_id) do update set factor = 2, version = 7`,
              [profile.personId],
            );
          },
          assert: async (databaseUrl) => {
            const rows = await readRows(
              databaseUrl,
              'select student_id as "personId", institution_id as "institutionId", factor, version from default_extra_time',
            );
            expect(rows).toEqual([profile]);
          },
        },
        'remove-expired': {
          arrange: async (databaseUrl) => {
            await insertGenerations(databaseUrl, [29, 31]);
            await insertExams(databaseUrl, { closed: 364, attempts: [] });
            await insertExams(databaseUrl, { closed: 366, attempts: [364, 366] });
            await insertExams(databaseUrl, { closed: 367, attempts: [367] });
            // Results of these exams are unavailable, or available for a shorter time than the term.
            await insertExams(databaseUrl, { closed: -1, attempts: [368] });
            await insertExams(databaseUrl, { closed: null, attempts: [369] });
            await insertExams(databaseUrl, { closed: null, released: 364, attempts: [370] });
            await insertExams(databaseUrl, { closed: null, released: 366, attempts: [371] });
            // A teacher has the term to decide, and the student the term to read the decision.
            await insertAppeal(databaseUrl, { closed: 372, opened: 364 });
            await insertAppeal(databaseUrl, { closed: 373, opened: 366, decided: 364 });
            await insertAppeal(databaseUrl, { closed: 374, opened: 366 });
          },
          assert: async (databaseUrl) => {
            const titles = await readRows(databaseUrl, 'select title from exam order by title');
            expect(titles.map(({ title }) => title)).toEqual(exams);
            const generations = await readRows(
              databaseUrl,
              'select title, number from generation join generation_slot on generation_id = id',
            );
            expect(generations).toEqual([{ title: 'ended 29', number: 0 }]);
            expect(await readRows(databaseUrl, 'select used from token_use')).toEqual([{ used: '29' }]);
            const left = await readRows(
              databaseUrl,
              'select extract(day from now() - submitted_at)::int as age from attempt order by 1',
            );
            expect(left.map(({ age }) => age)).toEqual(ages);
          },
        },
      },
    });
  });
});
