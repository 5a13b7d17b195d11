import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import { describe, expect, it } from '@jest/globals';
import { databasePassword } from '../src/plan/part-plan.ts';

const program = path.join(import.meta.dirname, '../src/commands/prepare-databases.ts');

/** Strong secrets for a server that does not exist: the program ends before it connects. */
const strong = (): Record<string, string> => ({
  ADMIN_DATABASE_URL: `postgres://postgres:${randomBytes(18).toString('hex')}@127.0.0.1:1/postgres`,
  ...Object.fromEntries(
    storingServices.map((name) => [databasePassword(name), randomBytes(18).toString('hex')]),
  ),
});

const run = (environment: Record<string, string>): { status: number | null; stderr: string } => {
  const { status, stderr } = spawnSync(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    encoding: 'utf8',
  });
  return { status, stderr };
};

describe('the container that creates the databases', () => {
  it.each([
    ['POSTGRES_PASSWORD', { ADMIN_DATABASE_URL: 'postgres://postgres:postgres@127.0.0.1:1/postgres' }],
    ['POSTGRES_PASSWORD', { ADMIN_DATABASE_URL: 'postgres://postgres@127.0.0.1:1/postgres' }],
    ['EXAM_DATABASE_PASSWORD', { EXAM_DATABASE_PASSWORD: 'exam-service-password' }],
    ['RAG_DATABASE_PASSWORD', { RAG_DATABASE_PASSWORD: 'short', CHAT_DATABASE_PASSWORD: 'change-me' }],
    [
      'POSTGRES_PASSWORD',
      {
        DEPLOYMENT_MODE: 'local',
        ADMIN_DATABASE_URL: 'postgres://postgres:change-me@127.0.0.1:1/postgres',
      },
    ],
  ])('refuses a weak secret and names %s', (name, weak) => {
    const { status, stderr } = run({ ...strong(), ...weak });
    expect(status).toBe(78);
    expect(stderr).toContain(name);
    expect(stderr).not.toContain('    at ');
  });

  it('accepts strong secrets, and then reports that no server answers', () => {
    const { status, stderr } = run(strong());
    expect(status).not.toBe(78);
    expect(stderr).toContain('ECONNREFUSED');
  });
});
