import { randomBytes } from 'node:crypto';
import { refreshTokens } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { createTestDatabase, type OwnDatabase, redisUrl } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../src/deps.ts';
import { startAuthApp } from './auth-app.ts';
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
