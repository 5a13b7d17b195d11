import { randomUUID } from 'node:crypto';
import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startChatApp } from '../chat-app.ts';

const session = async (databaseUrl: string, title: string, ages: { created: number; message: number }) => {
  const id = randomUUID();
  await readRows(
    databaseUrl,
    `insert into chat_session (id, institution_id, user_id, title, created_at)
     values ($1, gen_random_uuid(), gen_random_uuid(), $2, now() - make_interval(days => $3))`,
    [id, title, ages.created],
  );
  await readRows(
    databaseUrl,
    `insert into chat_message (id, session_id, author, text, status, created_at)
     values (gen_random_uuid(), $1, 'user', $2, 'complete', now() - make_interval(days => $3))`,
    [id, title, ages.message],
  );
};

describe('the timetable of chat', () => {
  testTimetable({
    service: 'chat',
    timetable,
    start: (databaseUrl) => startChatApp({ DATABASE_URL: databaseUrl }),
    cases: {
      'index-messages': {
        arrange: async (databaseUrl) => {
          await session(databaseUrl, 'Wärme', { created: 1, message: 1 });
          await session(databaseUrl, '光合作用', { created: 1, message: 1 });
          await readRows(
            databaseUrl,
            `update chat_message set withdrawn_at = now(), text = '' where text = '光合作用'`,
          );
        },
        assert: async (databaseUrl) => {
          const rows = await readRows(databaseUrl, 'select text from chat_message_search');
          expect(rows).toEqual([{ text: 'warme\nwaerme' }]);
        },
      },
      'remove-expired': {
        arrange: async (databaseUrl) => {
          await session(databaseUrl, 'used lately', { created: 900, message: 399 });
          await session(databaseUrl, 'expired', { created: 900, message: 401 });
          // A start indexes messages concurrently, and the removal leaves a session that another job holds.
          await readRows(
            databaseUrl,
            'insert into chat_message_search (message_id, session_id, text) select id, session_id, text from chat_message',
          );
          await readRows(
            databaseUrl,
            `insert into token_use (user_id, day, used) select gen_random_uuid(),
               (now() at time zone 'UTC')::date - age, age from unnest(array[29, 31]) age`,
          );
          await readRows(
            databaseUrl,
            `insert into seen_event (id, type, seen_at) select gen_random_uuid(), age || ' days',
               now() - make_interval(days => age) from unnest(array[29, 31]) age`,
          );
          await readRows(
            databaseUrl,
            `insert into erased_user (user_id, erased_at) select gen_random_uuid(),
               now() - make_interval(days => age) from unnest(array[29, 31]) age`,
          );
        },
        assert: async (databaseUrl) => {
          const rows = (sql: string) => readRows(databaseUrl, sql);
          expect(await rows('select title from chat_session')).toEqual([{ title: 'used lately' }]);
          expect(await rows('select text from chat_message')).toEqual([{ text: 'used lately' }]);
          expect(await rows('select text from chat_message_search')).toEqual([{ text: 'used lately' }]);
          expect(await rows('select used from token_use')).toEqual([{ used: '29' }]);
          expect(await rows('select type from seen_event')).toEqual([{ type: '29 days' }]);
          expect(
            await rows(`select extract(day from now() - erased_at)::int as days from erased_user`),
          ).toEqual([{ days: 29 }]);
        },
      },
    },
  });
});
