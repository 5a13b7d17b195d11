/** @mesh alone */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type PeerCertificate } from 'node:tls';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { type EdgeClient, EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { signedInClient, unrepeatedClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Credentials, ensureAccounts, readCredentials } from '../src/mesh/accounts.ts';
import { waitUntil } from '../src/process/wait-until.ts';
import type { Secrets } from '../src/state/secrets.ts';

jest.setTimeout(120_000);

describe('a running mesh', () => {
  let mesh: RunningMesh;
  let teacher: EdgeClient;

  beforeAll(async () => {
    mesh = await runningMesh();
    teacher = await unrepeatedClient(mesh.gatewayUrl, mesh.credentials.teacher);
  });

  const status = (work: Promise<{ status: number }>) =>
    work.then(
      (answered) => answered.status,
      (fault: unknown) => (fault instanceof EdgeProblem ? fault.exchange.status : Promise.reject(fault)),
    );

  /** The serial number of the certificate that a TLS port presents to the mesh identity. */
  const presentedSerial = (port: number | undefined, servername: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(
        { port: port ?? 0, host: '127.0.0.1', servername, ...mesh.identity('mesh') },
        () => {
          resolve((socket.getPeerCertificate() as PeerCertificate).serialNumber);
          socket.destroy();
        },
      );
      socket.once('error', reject);
    });

  it('a running mesh has accounts of all three roles, and each can sign in', async () => {
    for (const role of ['admin', 'teacher', 'student'] as const) {
      const person = await signedInClient(mesh.gatewayUrl, mesh.credentials[role]);
      expect((await person.call(readMe, {})).answer.role).toBe(role);
    }
  });

  describe('ensureAccounts', () => {
    let folder: string;
    let credentialsFile: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'accounts-'));
      credentialsFile = path.join(folder, 'credentials.json');
    });
    afterEach(() => rm(folder, { recursive: true }));

    /** The secrets of an installation with this admin, whose teacher and student had other passwords. */
    const secretsOf = ({ admin }: Pick<Credentials, 'admin'>): Secrets =>
      ({
        BOOTSTRAP_ADMIN_EMAIL: admin.email,
        BOOTSTRAP_ADMIN_PASSWORD: admin.password,
        TEACHER_PASSWORD: 'the first password of the teacher',
        STUDENT_PASSWORD: 'the first password of the student',
      }) as Secrets;

    const ensure = async (secrets: Secrets): Promise<string[]> => {
      const notes: string[] = [];
      const { gatewayUrl } = mesh;
      await ensureAccounts({ gatewayUrl, credentialsFile, secrets, note: (text) => notes.push(text) });
      return notes;
    };

    it('ensureAccounts accepts the changed passwords of an admin and a teacher, and stores the one of the admin', async () => {
      const { admin } = mesh.credentials;
      const earlier = { ...mesh.credentials, admin: { ...admin, password: 'an earlier password' } };
      await writeFile(credentialsFile, JSON.stringify(earlier));
      expect(await ensure(secretsOf(mesh.credentials))).toEqual([]);
      expect((await readCredentials(credentialsFile))?.admin).toEqual(admin);
    });

    it('ensureAccounts notes a teacher and a student whom a restore brought back with other passwords', async () => {
      expect(await ensure(secretsOf(mesh.credentials))).toEqual([
        expect.stringContaining('teacher@school.example has an account with another password'),
        expect.stringContaining('student@school.example has an account with another password'),
      ]);
      expect((await readCredentials(credentialsFile))?.admin).toEqual(mesh.credentials.admin);
    });

    it('ensureAccounts refuses a wrong password of the admin immediately, and says how to set the current one', async () => {
      const absent = {
        ...mesh.credentials,
        admin: { email: 'absent@school.example', password: 'not the one' },
      };
      await expect(ensure(secretsOf(absent))).rejects.toMatchObject({
        message: expect.stringContaining('credentials-invalid'),
        advice: expect.stringContaining(
          'set BOOTSTRAP_ADMIN_EMAIL and BOOTSTRAP_ADMIN_PASSWORD to the current',
        ),
      });
    });
  });

  it('a running mesh renews every certificate under load without losing a request', async () => {
    const { gateway, user } = mesh.addresses.ports;
    const seen = { service: new Set<string>(), gateway: new Set<string>() };
    let loading = true;
    const statuses: number[] = [];
    const load = (async () => {
      while (loading) {
        statuses.push(await status(teacher.call(readMe, {})));
        await pause(50);
      }
    })();
    for (let round = 1; round <= 3; round += 1) {
      await mesh.renewCertificates();
      await waitUntil(
        async () => {
          seen.service.add(await presentedSerial(user?.service, 'user-service'));
          seen.gateway.add(await presentedSerial(gateway?.mesh, 'gateway'));
          return seen.service.size >= round && seen.gateway.size >= round;
        },
        { what: 'the new certificates on the wire', timeoutSeconds: 15 },
      );
    }
    loading = false;
    await load;
    expect(statuses.filter((code) => code !== 200)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(2);
  });

  it('a running mesh restarts a killed service, and other services continue to answer', async () => {
    expect(await status(teacher.call(listNotifications, { query: {} }))).toBe(200);
    await mesh.killPart('notification');
    expect(await status(teacher.call(readMe, {}))).toBe(200);
    await waitUntil(async () => (await status(teacher.call(listNotifications, { query: {} }))) === 200, {
      what: 'notification after its restart',
      timeoutSeconds: 60,
      everyMilliseconds: 500,
    });
  });

  it('a running mesh answers 503 for a stopped service until the service is started', async () => {
    await mesh.stopPart('notification');
    expect(await status(teacher.call(listNotifications, { query: {} }))).toBe(503);
    await mesh.startPart('notification');
    await waitUntil(async () => (await status(teacher.call(listNotifications, { query: {} }))) === 200, {
      what: 'notification',
      timeoutSeconds: 20,
    });
  });
});
