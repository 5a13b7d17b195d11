import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { listAccounts } from '@ai-teacher/contracts/auth/accounts.ts';
import { readRevocations, refreshTokens, signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { ServiceProcess } from '@ai-teacher/test-kit/app/service-process.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createTestDatabase, type OwnDatabase, redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { answering, startMeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { AuthDeps } from '../src/deps.ts';
import { adminEmail, adminPassword, startAuthApp } from './auth-app.ts';
import { startAuthProcess } from './auth-process.ts';
import { refreshStatus, theAdmin } from './builders.ts';

const secret = () => randomBytes(32).toString('base64');
const [old, next, foreign] = [secret(), secret(), secret()];

let database: OwnDatabase;
let counters: string;
let running: TestApp<AuthDeps>[];
beforeEach(async () => {
  database = await createTestDatabase('auth');
  counters = await redisUrl();
  running = [];
});
afterEach(async () => {
  await stopAll();
  await database.drop();
});

const start = async (current: string, previous = ''): Promise<TestApp<AuthDeps>> => {
  const variables = {
    KEY_ENCRYPTION_SECRET: current,
    KEY_ENCRYPTION_SECRET_PREVIOUS: previous,
    REDIS_URL: counters,
  };
  const app = await startAuthApp({ databaseUrl: database.url, variables });
  running.push(app);
  return app;
};
const stopAll = async () => {
  for (const app of running.splice(0)) await app.close();
};

/**
 * Signs tokens at every running process in turns, and shows each access token to all of them.
 *
 * @returns the status of each answer.
 */
const signAndVerify = async (
  processes: readonly ServiceProcess[],
  load: { turns: number; isOver: boolean },
): Promise<number[]> => {
  const credentials = { email: adminEmail, password: adminPassword };
  const first = await processes[0]?.call(signIn, { body: credentials });
  const statuses = [first?.status ?? 0];
  let { refreshToken } = first?.body ?? {};
  while (!load.isOver) {
    for (const signer of [...processes]) {
      const signed = await signer.call(refreshTokens, { body: { refreshToken } });
      statuses.push(signed.status);
      if (signed.status !== 200) return statuses;
      const { accessToken } = signed.body;
      refreshToken = signed.body.refreshToken;
      const { sub, role } = decodeJwt<{ role: string }>(accessToken);
      const headers = { authorization: `Bearer ${accessToken}`, 'x-user-id': sub, 'x-user-role': role };
      for (const verifier of [...processes])
        statuses.push((await verifier.call(listAccounts, { headers })).status);
    }
    load.turns += 1;
    await pause(100);
  }
  return statuses;
};

describe('KEY_ENCRYPTION_SECRET', () => {
  it('is changed while two replicas run: both sign and rotate the same tokens, and the old secret is not needed afterwards', async () => {
    const first = await start(old);
    const before = await theAdmin(first);
    await stopAll();
    const [behind, ahead] = [await start(old, next), await start(next, old)];
    expect((await theAdmin(behind)).user.userId).toBe(before.user.userId);
    expect((await theAdmin(ahead)).user.userId).toBe(before.user.userId);
    const body = { refreshToken: before.refreshToken };
    const atFirst = await behind.call(refreshTokens, { body });
    const repeated = await ahead.call(refreshTokens, { body });
    expect([atFirst.status, repeated.status]).toEqual([200, 200]);
    expect(repeated.body.refreshToken).toBe(atFirst.body.refreshToken);
    await stopAll();
    const after = await start(next);
    expect((await theAdmin(after)).user.userId).toBe(before.user.userId);
    const latest = { ...before, refreshToken: atFirst.body.refreshToken };
    expect(await refreshStatus(after, latest)).toBe(200);
  });

  it('is changed while processes replace each other: each of them signs all the time, and verifies the tokens of the others', async () => {
    const processes: ServiceProcess[] = [];
    const load = { turns: 0, isOver: false };
    const latest = () => processes.at(-1) as ServiceProcess;
    const mesh = await startMeshStandIn([
      answering(readKeySet, async () => (await latest().call(readKeySet)).body),
      answering(readRevocations, async () => (await latest().call(readRevocations, { from: 'user' })).body),
    ]);
    const oneMoreTurn = async () => {
      const { turns } = load;
      const what = 'a turn through all processes';
      await waitUntil(() => load.turns > turns + 1, { what, timeoutSeconds: 60 });
    };
    const startOne = (current: string, previous: string) =>
      startAuthProcess({
        KEY_ENCRYPTION_SECRET: current,
        KEY_ENCRYPTION_SECRET_PREVIOUS: previous,
        REDIS_URL: counters,
        DATABASE_URL: database.url,
        MESH_URL: mesh.url,
      });
    try {
      processes.push(await startOne(old, ''));
      const working = signAndVerify(processes, load);
      for (const [current, previous] of [
        [old, next],
        [next, old],
        [next, ''],
      ] as const) {
        processes.push(await startOne(current, previous));
        await oneMoreTurn();
        const replaced = processes.shift();
        await oneMoreTurn();
        await replaced?.stop();
      }
      load.isOver = true;
      expect([...new Set(await working)]).toEqual([200]);
    } finally {
      load.isOver = true;
      await Promise.allSettled(processes.map((process) => process.stop()));
      await mesh.close();
    }
  });

  it('that opens no stored key is refused at the start by its name', async () => {
    await start(old);
    await stopAll();
    await expect(start(foreign)).rejects.toThrow(/KEY_ENCRYPTION_SECRET: does not open/);
    await expect(start(foreign, next)).rejects.toThrow(/KEY_ENCRYPTION_SECRET_PREVIOUS/);
  });

  it('is replaced in the stored keys at the start, after which the previous one opens nothing', async () => {
    await start(old);
    await stopAll();
    await start(next, old);
    await stopAll();
    await expect(start(old)).rejects.toThrow(/KEY_ENCRYPTION_SECRET/);
  });
});
