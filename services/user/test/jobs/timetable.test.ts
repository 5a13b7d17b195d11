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
            `update graphile_worker._private_jobs set attempts = 1,
               updated_at = now() - make_interval(days => (payload ->> 'age')::int)`,
          );
        },
        assert: async (databaseUrl) => {
          expect(await readRows(databaseUrl, 'select type from seen_event')).toEqual([{ type: '29 days' }]);
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
