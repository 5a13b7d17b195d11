/** @mesh own */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import {
  changeRegistrationPolicy,
  readRegistrationPolicy,
} from '@ai-teacher/contracts/auth/registration-policy.ts';
import { confirmPassword } from '@ai-teacher/contracts/auth/sessions.ts';
import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import { type EdgeClient, EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import type { Credentials } from '@ai-teacher/local-mesh/mesh/accounts.ts';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { serviceDatabaseUrl } from '@ai-teacher/local-mesh/parts/postgres/service-databases.ts';
import { databasePassword } from '@ai-teacher/local-mesh/plan/part-plan.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { openSecrets } from '@ai-teacher/local-mesh/state/secrets.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { patientClient, signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(180_000);

let folder: string;
let mesh: Mesh;
const start = async (environment: Record<string, string>): Promise<void> => {
  mesh = await startMesh({
    state: folder,
    environment: { REGISTRATION: 'invited', ...environment },
    progress: plainProgress(() => undefined),
    only: ['postgres', 'redis', 'redis-edge', 'ratelimit', 'gateway', 'auth', 'user'],
  });
};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-registration-'));
  await start({});
}, 120_000);
afterAll(async () => {
  await mesh?.stop();
  await rm(folder, { recursive: true, force: true });
});

const world = (): EdgeClient => patientClient(mesh.addresses.gatewayUrl);
const person = (role: keyof Credentials) => {
  if (mesh.credentials === undefined) throw new Error('the mesh has no accounts');
  return mesh.credentials[role];
};
const enter = async (role: keyof Credentials): Promise<EdgeClient> =>
  signedInClient(mesh.addresses.gatewayUrl, person(role));

/** The status of an answer, with its code when it is a problem. */
const outcome = async (call: Promise<{ readonly answer: unknown }>): Promise<unknown> => {
  try {
    return (await call).answer;
  } catch (fault) {
    if (!(fault instanceof EdgeProblem)) throw fault;
    return `${fault.exchange.status} ${fault.problem?.code}`;
  }
};
const change = (client: EdgeClient, body: CallInput<typeof changeRegistrationPolicy>['body']) =>
  outcome(client.call(changeRegistrationPolicy, { body }));
const registers = (domain: string) =>
  outcome(
    world().call(register, {
      body: { email: `${randomUUID()}@${domain}`, password: 'three quiet blue whales', name: 'Kim' },
    }),
  );
const closed = '403 registration-closed';

/** Lets every session begin six minutes earlier, so that no sign-in counts as a confirmed password. */
const ageSessions = async (): Promise<void> => {
  const secrets = await openSecrets(mesh.state.secrets, {});
  const url = serviceDatabaseUrl('auth', {
    password: secrets[databasePassword('auth')],
    hostPort: `127.0.0.1:${portOf(mesh.addresses, 'postgres', 'sql')}`,
  });
  await readRows(
    url,
    `update refresh_family set created_at = created_at - interval '6 minutes',
       password_confirmed_at = password_confirmed_at - interval '6 minutes'`,
  );
};

describe('the registration policy, through the gateway', () => {
  it('decides about the next registration after an admin has changed it', async () => {
    const admin = await enter('admin');
    expect(await registers('school.example')).toBe(closed);
    expect(await change(admin, { policy: 'domains', domains: ['school.example'] })).toMatchObject({
      policy: 'domains',
      setBy: 'admin',
    });
    expect(await registers('school.example')).toMatchObject({ role: 'student' });
    expect(await registers('other.example')).toBe(closed);
    expect(await change(admin, { policy: 'default' })).toMatchObject({
      policy: 'invited',
      setBy: 'operator',
    });
    expect(await registers('school.example')).toBe(closed);
  });

  it('is changed by no teacher and no student', async () => {
    for (const role of ['teacher', 'student'] as const)
      expect(await change(await enter(role), { policy: 'open' })).toBe('403 forbidden');
    expect(await registers('school.example')).toBe(closed);
  });

  it('is changed only within five minutes after the password was confirmed', async () => {
    const admin = await enter('admin');
    await ageSessions();
    expect(await change(admin, { policy: 'open' })).toBe('403 password-confirmation-required');
    expect(await registers('school.example')).toBe(closed);
    await admin.call(confirmPassword, { body: { password: person('admin').password } });
    expect(await change(admin, { policy: 'open' })).toMatchObject({ policy: 'open', setBy: 'admin' });
    expect(await registers('other.example')).toMatchObject({ role: 'student' });
  });

  it('is the one of the operator, and cannot be changed, after a restart with REGISTRATION_LOCKED', async () => {
    expect(await change(await enter('admin'), { policy: 'open' })).toMatchObject({ policy: 'open' });
    await mesh.stop();
    await start({ REGISTRATION_LOCKED: 'true' });
    const admin = await enter('admin');
    expect((await admin.call(readRegistrationPolicy, {})).answer).toEqual({
      policy: 'invited',
      domains: [],
      setBy: 'operator',
      locked: true,
    });
    expect(await registers('school.example')).toBe(closed);
    expect(await change(admin, { policy: 'open' })).toBe('403 registration-policy-locked');
  });
});
