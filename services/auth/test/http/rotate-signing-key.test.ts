import { randomUUID } from 'node:crypto';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { listSigningKeys, readKeySet, rotateSigningKey } from '@ai-teacher/contracts/auth/signing-keys.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import type { AuthDeps } from '../../src/deps.ts';
import { maintainSigningKeys } from '../../src/domain/signing-keys/maintain-signing-keys.ts';
import { adminEmail, adminPassword, startAuthApp } from '../auth-app.ts';
import { theAdmin } from '../builders.ts';

let clock: ReturnType<typeof createFakeClock>;
let app: TestApp<AuthDeps>;
beforeEach(async () => {
  // The clock starts at the real time, so that no scheduled job is due while a test runs.
  clock = createFakeClock(new Date());
  app = await startAuthApp({ clock });
});
afterEach(() => app.close());

const rotate = (body: object = {}, as = anAdmin()) => app.call(rotateSigningKey, { as, body });
const published = async (): Promise<string[]> =>
  (await app.call(readKeySet)).body.keys.map(({ kid }: { kid: string }) => kid);
const states = async (): Promise<Record<string, string>> => {
  const { items } = (await app.call(listSigningKeys, { as: anAdmin() })).body;
  return Object.fromEntries(items.map(({ kid, state }: { kid: string; state: string }) => [kid, state]));
};
/** The key that signs a token now. */
const inUse = async (): Promise<string | undefined> => {
  const { body } = await app.call(signIn, { body: { email: adminEmail, password: adminPassword } });
  return decodeProtectedHeader(body.accessToken).kid;
};
const maintain = () => maintainSigningKeys(app.deps.world)();
const later = (seconds: number): string => new Date(clock.now().getTime() + seconds * 1_000).toISOString();

describe('201', () => {
  it('rotateSigningKey publishes a key that signs after the overlap; its predecessor retires after its last token', async () => {
    const old = await inUse();
    const { body } = await rotate();
    expect(body).toEqual({
      kid: expect.any(String),
      publishedAt: clock.now().toISOString(),
      signsAt: later(660),
      previousRetiresAt: later(660 + 960),
    });
    expect((await published()).sort()).toEqual([old, body.kid].sort());
    expect(await states()).toEqual({ [body.kid]: 'waiting', [old ?? '']: 'signing' });
    clock.advance({ seconds: 659 });
    expect(await inUse()).toBe(old);
    clock.advance({ seconds: 1 });
    expect(await inUse()).toBe(body.kid);
    expect(await states()).toEqual({ [body.kid]: 'signing', [old ?? '']: 'leaving' });
    clock.advance({ seconds: 959 });
    await maintain();
    expect(await published()).toContain(old);
    clock.advance({ seconds: 1 });
    await maintain();
    expect(await published()).toEqual([body.kid]);
    expect(await states()).toEqual({ [body.kid]: 'signing', [old ?? '']: 'retired' });
  });

  it('rotateSigningKey makes one key for five concurrent calls and describes it to each', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await published()).toHaveLength(2);
  });

  it('rotateSigningKey retires all compromised keys, a waiting one included, and the new key signs', async () => {
    const old = await inUse();
    const waiting = (await rotate()).body.kid;
    const { body } = await rotate({ compromised: true }, (await theAdmin(app)).user);
    expect(body).toMatchObject({ signsAt: later(0), previousRetiresAt: later(0) });
    expect(await published()).toEqual([body.kid]);
    expect(await inUse()).toBe(body.kid);
    expect(await states()).toEqual({ [body.kid]: 'signing', [old ?? '']: 'retired', [waiting]: 'retired' });
  });

  it('rotateSigningKey deletes the private half of a key that it retires', async () => {
    await rotate({ compromised: true }, (await theAdmin(app)).user);
    const rows = await readRows(
      app.databaseUrl,
      'select private_jwk_sealed is null as gone, retired_at is not null as retired from signing_key',
    );
    expect(rows).toHaveLength(2);
    for (const { gone, retired } of rows) expect(gone).toBe(retired);
  });

  it('rotateSigningKey schedules the retirement of the predecessor to the second', async () => {
    const { body } = await rotate();
    const jobs = await readRows(
      app.databaseUrl,
      `select run_at from graphile_worker.jobs where key like 'keep-signing-keys:%'`,
    );
    expect(jobs).toEqual([{ run_at: new Date(body.previousRetiresAt) }]);
  });
});

describe('403', () => {
  it('rotateSigningKey and listSigningKeys answer 403 to admins of another institution', async () => {
    const elsewhere = anAdmin({ institutionId: randomUUID() });
    expect((await rotate({}, elsewhere)).body.code).toBe('forbidden');
    expect((await app.call(listSigningKeys, { as: elsewhere })).body.code).toBe('forbidden');
    expect(await published()).toHaveLength(1);
  });
});

describe('maintainSigningKeys', () => {
  it('maintainSigningKeys publishes one next key for all replicas when a key has signed for thirty days', async () => {
    clock.advance({ seconds: 30 * 24 * 3_600 - 1 });
    await maintain();
    expect(await published()).toHaveLength(1);
    clock.advance({ seconds: 1 });
    await Promise.all([maintain(), maintain(), maintain()]);
    const two = await published();
    expect(two).toHaveLength(2);
    clock.advance({ seconds: 660 + 960 });
    await maintain();
    await maintain();
    expect(await published()).toHaveLength(1);
    expect(two).toContain(await inUse());
  });

  it('a key without signsAt, made by an earlier version, signs from its creation', async () => {
    await readRows(app.databaseUrl, 'update signing_key set signs_at = null');
    const [old] = await published();
    expect(await inUse()).toBe(old);
    expect(await states()).toEqual({ [old ?? '']: 'signing' });
  });
});
