import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { testCertificates } from '@ai-teacher/test-kit/identity/certificates.ts';
import { expect, it } from '@jest/globals';

const program = path.join(import.meta.dirname, '../src/main.ts');

it.each([
  ['as a whole', { REDIS_URL: 'nowhere' }, 'REDIS_URL'],
  ['while it composes', { REGISTRATION: 'domains' }, 'REGISTRATION_DOMAINS'],
])('a process that refuses a setting %s names it and exits with 78', async (_, refused, name) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [program], {
    env: {
      PATH: process.env.PATH ?? '',
      DEPLOYMENT_MODE: 'local',
      TLS_DIR: (await testCertificates()).folder('auth'),
      // Nothing listens there: the process ends before it needs a store.
      DATABASE_URL: 'postgres://auth_service@127.0.0.1:1/auth_db',
      REDIS_URL: 'redis://127.0.0.1:1',
      MESH_URL: 'https://127.0.0.1:1',
      KEY_ENCRYPTION_SECRET: randomBytes(32).toString('base64'),
      ...refused,
    },
    encoding: 'utf8',
  });
  expect({ status, lines: stderr.trim().split('\n') }).toEqual({
    status: 78,
    lines: [
      'auth: The configuration is not acceptable:',
      expect.stringMatching(new RegExp(`^ {2}- ${name}: `)),
    ],
  });
  expect(stdout).not.toContain('uncaught');
});
