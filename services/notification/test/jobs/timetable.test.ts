import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { reconciliationCase, reconciliationNeighbour } from '@ai-teacher/test-kit/stand-ins/fact-owner.ts';
import { type MeshStandIn, startMeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startNotificationApp } from '../notification-app.ts';

let mesh: MeshStandIn;
beforeAll(async () => {
  mesh = await startMeshStandIn(reconciliationNeighbour);
});
afterAll(() => mesh.close());

describe('the timetable of notification', () => {
  testTimetable({
    service: 'notification',
    timetable,
    start: (databaseUrl) => startNotificationApp({ databaseUrl, meshUrl: mesh.url }),
    cases: {
      'reconcile-access-facts': reconciliationCase,
      'remove-expired': {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into notification
               (id, event_id, person_id, institution_id, type, title, body, subject, created_at)
             select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
               'document.ready', age || ' days', '', gen_random_uuid(), now() - make_interval(days => age)
             from unnest(array[179, 181]) age`,
          );
          await readRows(
            databaseUrl,
            `insert into announcement (event_id, institution_id, type, title, body, subject, occurred_at)
             select gen_random_uuid(), gen_random_uuid(), 'exam.published', age || ' days', '',
               gen_random_uuid(), now() - make_interval(days => age) from unnest(array[179, 181]) age`,
          );
          await readRows(
            databaseUrl,
            `insert into seen_event (id, type, seen_at) select gen_random_uuid(), age || ' days',
               now() - make_interval(days => age) from unnest(array[29, 31]) age`,
          );
        },
        assert: async (databaseUrl) => {
          const rows = (sql: string) => readRows(databaseUrl, sql);
          expect(await rows('select title from notification')).toEqual([{ title: '179 days' }]);
          expect(await rows('select title from announcement')).toEqual([{ title: '179 days' }]);
          expect(await rows('select type from seen_event')).toEqual([{ type: '29 days' }]);
        },
      },
    },
  });
});
