import { randomBytes } from 'node:crypto';
import { testTimetable } from '@ai-teacher/test-kit/app/timetable-tests.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { describe, expect } from '@jest/globals';
import { timetable } from '../../src/jobs/timetable.ts';
import { startAuthApp } from '../auth-app.ts';

const KeyEncryptionSecret = randomBytes(32).toString('base64');

describe('the timetable of auth', () => {
  testTimetable({
    service: 'auth',
    timetable,
    start: (databaseUrl) =>
      startAuthApp({ databaseUrl, variables: { KEY_ENCRYPTION_SECRET: KeyEncryptionSecret } }),
    cases: {
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
