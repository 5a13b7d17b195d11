import { randomBytes } from 'node:crypto';
import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startAuthApp } from '../auth-app.ts';

/** A session with one token for each number of days since it was issued. */
const insertSession = (databaseUrl: string, { expired, tokens }: { expired: number; tokens: string[] }) =>
  readRows(
    databaseUrl,
    `with made as (
       insert into refresh_family (id, account_id, created_at, expires_at)
       select gen_random_uuid(), id, now() - interval '90 days', now() - make_interval(days => $1)
       from account returning id)
     insert into refresh_token (token_hash, family_id, issued_at, used_at)
     select token, made.id, now() - interval '60 days', now() - interval '59 days'
     from made, unnest($2::text[]) token`,
    [expired, tokens],
  );

const arrangeExpired = async (databaseUrl: string): Promise<void> => {
  const rows = (sql: string, values: unknown[] = []) => readRows(databaseUrl, sql, values);
  await insertSession(databaseUrl, { expired: 31, tokens: ['expired'] });
  await insertSession(databaseUrl, { expired: 29, tokens: ['expired lately'] });
  await insertSession(databaseUrl, { expired: -1, tokens: ['used of a living session'] });
  await rows(
    `insert into invitation (token_hash, email_key, role, institution_id, invited_by, created_at, expires_at)
     select age || ' days', 'a@b.example', 'student', gen_random_uuid(), gen_random_uuid(),
       now() - interval '200 days', now() - make_interval(days => age) from unnest(array[89, 91]) age`,
  );
  await rows(
    `insert into known_network (account_id, network_mark, last_seen_at)
     select id, age || ' days', now() - make_interval(days => age)
     from account, unnest(array[89, 91]) age`,
  );
  // A whole month beyond the term, and two entries of months without a partition.
  await rows(
    `create table audit_entry_2001_01 partition of audit_entry for values from ('2001-01-01') to ('2001-02-01')`,
  );
  await rows(
    `insert into audit_entry (id, at, kind, request_id) values
       (gen_random_uuid(), '2001-01-31', 'a month beyond the term', ''),
       (gen_random_uuid(), now() - interval '401 days', 'beyond the term', ''),
       (gen_random_uuid(), now() - interval '399 days', 'within the term', '')`,
  );
};

const assertRemoved = async (databaseUrl: string): Promise<void> => {
  const column = async (sql: string) =>
    (await readRows(databaseUrl, sql)).map((row) => Object.values(row)[0]);
  expect(await column('select token_hash from refresh_token order by 1')).toEqual([
    'expired lately',
    'used of a living session',
  ]);
  expect(await column('select count(*)::int from refresh_family')).toEqual([2]);
  expect(await column('select token_hash from invitation')).toEqual(['89 days']);
  expect(await column('select network_mark from known_network')).toEqual(['89 days']);
  expect(await column(`select kind from audit_entry where request_id = '' and kind like '%term'`)).toEqual([
    'within the term',
  ]);
  expect(await column(`select to_regclass('audit_entry_2001_01')`)).toEqual([null]);
};

const secret = randomBytes(32).toString('base64');

describe('the timetable of auth', () => {
  testTimetable({
    service: 'auth',
    timetable,
    start: (databaseUrl) => startAuthApp({ databaseUrl, variables: { KEY_ENCRYPTION_SECRET: secret } }),
    cases: {
      'remove-expired': { arrange: arrangeExpired, assert: assertRemoved },
      'keep-signing-keys': {
        arrange: async (databaseUrl) => {
          await readRows(databaseUrl, `update signing_key set signs_at = now() - interval '31 days'`);
        },
        assert: async (databaseUrl) => {
          const keys = await readRows(databaseUrl, 'select signs_at > now() as waits from signing_key');
          expect(keys.map(({ waits }) => waits).sort()).toEqual([false, true]);
        },
      },
      'expire-accounts': {
        arrange: async (databaseUrl) => {
          await readRows(
            databaseUrl,
            `insert into account (id, email, email_key, name, password_hash, role, institution_id, created_at)
             select gen_random_uuid(), 'never-' || days, 'never-' || days, 'Never', '', 'student',
               (select institution_id from account limit 1), now() - make_interval(days => days)
             from unnest(array[29, 31]) as days`,
          );
        },
        assert: async (databaseUrl) => {
          const left = await readRows(databaseUrl, "select email from account where email like 'never-%'");
          expect(left).toEqual([{ email: 'never-29' }]);
        },
      },
    },
  });
});
