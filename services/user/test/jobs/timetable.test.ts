import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startUserApp } from '../user-app.ts';

describe('the timetable of user', () => {
  testTimetable({
    service: 'user',
    timetable,
    start: (databaseUrl) => startUserApp({ databaseUrl }),
    cases: {
      'remove-expired': {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into seen_event (id, type, seen_at) select gen_random_uuid(), age || ' days',
               now() - make_interval(days => age) from unnest(array[29, 31]) age`,
          );
          await readRows(
            databaseUrl,
            `with register as (insert into academic_register (institution_id) values (gen_random_uuid()) returning *),
             tree as (insert into academic_tree (institution_id, tree, levels)
               select institution_id, 'organisation', array['school'] from register returning *),
             node as (insert into academic_node (id, institution_id, tree, path, level, names, position, created_at)
               select gen_random_uuid(), institution_id, tree, '1', 'school', '[]', 0, now() from tree returning *),
             session as (insert into academic_session
                 (id, institution_id, names, valid_from, valid_until, created_at)
               select gen_random_uuid(), institution_id, '[]', '2026-01-01', '2027-01-01', now() from register
               returning *),
             course as (insert into course (id, institution_id, session_id, node_id, names, created_at)
               select gen_random_uuid(), s.institution_id, s.id, n.id, '[]', now() from session s, node n
               returning *),
             class as (insert into class
                 (id, institution_id, course_id, unit_id, title, valid_from, valid_until, created_at)
               select gen_random_uuid(), c.institution_id, c.id, n.id, 'A', '2026-01-01', '2027-01-01', now()
               from course c, node n returning *)
             insert into join_code (id, institution_id, class_id, code_hash, max_uses, created_by, created_at, expires_at)
             select gen_random_uuid(), institution_id, id, age || ' days', 1, gen_random_uuid(), now(),
               now() - make_interval(days => age) from class, unnest(array[89, 91]) age`,
          );
          await readRows(
            databaseUrl,
            `with roster as (
               insert into roster (id, institution_id, status, created_by, created_at, ended_at)
               select gen_random_uuid(), gen_random_uuid(), status, gen_random_uuid(), now() - interval '90 days',
                 case when status = 'applied' then now() - make_interval(days => age) end
               from (values ('applied', 29), ('applied', 31), ('ready', 0), ('applying', 0)) as given (status, age)
               returning *),
             part as (insert into roster_part (roster_id, position, created_at, bytes)
               select id, age, now() - make_interval(days => age), 'x' from roster, unnest(array[0, 2]) age),
             fault as (insert into roster_fault (roster_id, file, line, code, sentence)
               select id, 'users', 2, 'x', 'X.' from roster),
             step as (insert into roster_step (roster_id, file, line, action, sourced_id, target_id)
               select id, 'users', 2, 'create', 'x', gen_random_uuid() from roster)
             insert into roster_row (roster_id, file, line, sourced_id, ends, fields)
             select id, 'users', line, 'x', false, '{}' from roster, generate_series(1, 600) line`,
          );
          // More rows than one transaction removes.
          await readRows(
            databaseUrl,
            `insert into seen_event (id, type, seen_at)
             select gen_random_uuid(), 'many', now() - interval '40 days' from generate_series(1, 1200)`,
          );
          await readRows(
            databaseUrl,
            `select graphile_worker.add_job('given-up', json_build_object('age', age), 'queue ' || age,
               max_attempts := 1) from unnest(array[29, 31]) age`,
          );
          await readRows(
            databaseUrl,
            // Jobs that were enqueued long before they were due, such as those of a deadline.
            `update graphile_worker._private_jobs set attempts = 1, updated_at = now() - interval '40 days',
               run_at = now() - make_interval(days => (payload ->> 'age')::int)`,
          );
        },
        assert: async (databaseUrl) => {
          expect(await readRows(databaseUrl, 'select type from seen_event')).toEqual([{ type: '29 days' }]);
          expect(await readRows(databaseUrl, 'select code_hash from join_code')).toEqual([
            { code_hash: '89 days' },
          ]);
          for (const [table, each] of [
            ['roster', 1],
            ['roster_row', 600],
            ['roster_fault', 1],
            ['roster_step', 1],
          ] as const)
            expect([
              table,
              await readRows(
                databaseUrl,
                `select status, count(*)::int from ${table} ${table === 'roster' ? '' : 'join roster on roster.id = roster_id'}
                 group by status order by status`,
              ),
            ]).toEqual([
              table,
              [
                { status: 'applied', count: each },
                { status: 'applying', count: each },
              ],
            ]);
          expect(await readRows(databaseUrl, 'select distinct position from roster_part')).toEqual([
            { position: 0 },
          ]);
          expect(
            await readRows(databaseUrl, `select payload ->> 'age' as age from graphile_worker._private_jobs`),
          ).toEqual([{ age: '29' }]);
          expect(
            await readRows(databaseUrl, 'select queue_name from graphile_worker._private_job_queues'),
          ).toEqual([{ queue_name: 'queue 29' }]);
        },
      },
    },
  });
});
