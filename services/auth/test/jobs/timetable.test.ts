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
    },
  });
});
