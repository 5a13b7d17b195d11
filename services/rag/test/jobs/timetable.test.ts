import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startRagApp } from '../rag-app.ts';

describe('the timetable of rag', () => {
  testTimetable({
    service: 'rag',
    timetable,
    start: (databaseUrl) => startRagApp({ DATABASE_URL: databaseUrl }),
    cases: {
      tidy: {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into blob (id, created_at) select gen_random_uuid(), now() - make_interval(mins => age)
             from unnest(array[50, 61]) age`,
          );
        },
        assert: async (databaseUrl) => {
          expect(
            await readRows(databaseUrl, `select now() - created_at < interval '1 hour' as young from blob`),
          ).toEqual([{ young: true }]);
        },
      },
      'remove-expired': {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into seen_event (id, type, seen_at) select gen_random_uuid(), age || ' days',
               now() - make_interval(days => age) from unnest(array[29, 31]) age`,
          );
        },
        assert: async (databaseUrl) => {
          expect(await readRows(databaseUrl, 'select type from seen_event')).toEqual([{ type: '29 days' }]);
        },
      },
    },
  });
});
