import { randomUUID } from 'node:crypto';
import { listAccounts, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuthDeps } from '../../src/deps.ts';
import { adminEmail, startAuthApp } from '../auth-app.ts';
import {
  changed,
  deletionsPublished,
  endedSessions,
  goodPassword,
  invitationFor,
  refreshStatus,
  signedIn,
  theAdmin,
} from '../builders.ts';

const strangersPassword = 'seven calm green turtles';
const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp({ clock });
});
afterAll(() => app.close());

const newEmail = () => `${randomUUID()}@school.example`;
const registerAs = (email: string, more: { password: string; name?: string; invitationToken?: string }) =>
  app.call(register, { body: { email, name: 'Stranger', ...more } });
/** A stranger registers with an address and signs in. */
const taken = async (email: string, password = strangersPassword) => {
  await registerAs(email, { password });
  return signedIn(app, { email, password });
};
const redeem = async (email: string, role: TestUser['role'] = 'teacher', password = goodPassword) => {
  const invitationToken = await invitationFor(app, email, { role });
  return registerAs(email, { password, name: 'Owner', invitationToken });
};
const accountOf = async (email: string) => {
  const { user: as } = await theAdmin(app);
  return (await app.call(listAccounts, { as, query: { email } })).body.items;
};

describe('an invitation for the address of an unverified account', () => {
  it.each(['student', 'teacher', 'admin'] as const)(
    'register gives the address to the invited %s, and the stranger loses account, sessions and data',
    async (role) => {
      const email = newEmail();
      const stranger = await taken(email.toUpperCase());
      const answer = await redeem(email, role);
      expect(answer).toMatchObject({ status: 201, body: { email, name: 'Owner', role } });
      const owner = await signedIn(app, { email, password: goodPassword });
      expect(owner.user).toMatchObject({ role, userId: answer.body.id });
      expect(owner.user.userId).not.toBe(stranger.user.userId);
      expect(await accountOf(email)).toMatchObject([{ name: 'Owner', role, verified: true }]);
      const refused = await app.call(signIn, { body: { email, password: strangersPassword } });
      expect(refused.body.code).toBe('credentials-invalid');
      expect(await refreshStatus(app, stranger)).toBe(401);
      expect(await endedSessions(app)).toContain(stranger.user.sessionId);
      expect(await deletionsPublished(app, stranger.user.userId)).toEqual([
        'chat',
        'exam',
        'notification',
        'rag',
        'user',
      ]);
    },
  );

  it('register gives the same account to a person who knows its password, and ends its sessions', async () => {
    const email = newEmail();
    const before = await taken(email, goodPassword);
    expect((await redeem(email, 'teacher')).body).toMatchObject({ id: before.user.userId, role: 'teacher' });
    expect(await accountOf(email)).toMatchObject([{ name: 'Owner', role: 'teacher', verified: true }]);
    expect(await refreshStatus(app, before)).toBe(401);
    expect(await endedSessions(app)).toContain(before.user.sessionId);
    expect((await signedIn(app, { email, password: goodPassword })).user.userId).toBe(before.user.userId);
    expect(await deletionsPublished(app, before.user.userId)).toEqual([]);
  });

  it('register publishes that an account is enabled when its person claims it after an admin disabled it', async () => {
    const email = newEmail();
    const before = await taken(email, goodPassword);
    await changed(app, before.user.userId, { disabled: true });
    expect((await redeem(email, 'teacher')).body).toMatchObject({ id: before.user.userId });
    expect(await accountOf(email)).toMatchObject([{ role: 'teacher', disabled: false }]);
    const events = await readRows(
      app.databaseUrl,
      `select payload->'data'->'envelope'->>'type' as type from graphile_worker._private_jobs
       where payload->'data'->'envelope'->>'subject' = $1 and payload->'data'->>'subscriber' = 'exam' order by id`,
      [before.user.userId],
    );
    expect(events.map(({ type }) => type)).toEqual([
      'user.registered',
      'user.disabled',
      'user.enabled',
      'user.registered',
    ]);
  });

  it('register leaves a stranger who signs in concurrently without a session', async () => {
    const email = newEmail();
    await taken(email);
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('select from account where email = $1 for update', [email]);
      const redemption = redeem(email);
      await waitForBlocked(app.databaseUrl, 'for update');
      const stranger = app.call(signIn, { body: { email, password: strangersPassword } });
      await client.query('commit');
      expect((await redemption).status).toBe(201);
      const { status, body } = await stranger;
      if (status === 200)
        expect(
          await refreshStatus(app, { user: (await theAdmin(app)).user, refreshToken: body.refreshToken }),
        ).toBe(401);
      else expect(body.code).toBe('credentials-invalid');
    } finally {
      await client.end();
    }
  });

  it('register gives the address to the invited person when a stranger registers concurrently', async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = newEmail();
      const invitationToken = await invitationFor(app, email);
      const owner = { password: goodPassword, name: 'Owner', invitationToken };
      const answers = await Promise.all([
        registerAs(email, { password: strangersPassword }),
        registerAs(email, owner),
        registerAs(email, { password: strangersPassword }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect(await accountOf(email)).toMatchObject([{ name: 'Owner', role: 'teacher' }]);
      expect((await signedIn(app, { email, password: goodPassword })).user.role).toBe('teacher');
    }
  });

  it('register uses an invitation once when it is presented concurrently', async () => {
    const email = newEmail();
    await taken(email);
    const invitationToken = await invitationFor(app, email);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => registerAs(email, { password: goodPassword, invitationToken })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
  });
});

describe('an invitation for the address of a verified account', () => {
  it('register changes nothing for an invited, a promoted and the first account, and answers as for a new one', async () => {
    const [byInvitation, byPromotion] = [newEmail(), newEmail()];
    await redeem(byInvitation, 'student', strangersPassword);
    const { user } = await taken(byPromotion);
    await changed(app, user.userId, { role: 'teacher' });
    for (const email of [byInvitation, byPromotion, adminEmail]) {
      const before = await accountOf(email);
      expect(await redeem(email)).toMatchObject({
        status: 201,
        body: { email, name: 'Owner', role: 'teacher' },
      });
      expect(await accountOf(email)).toEqual(before);
      expect((await app.call(signIn, { body: { email, password: goodPassword } })).status).toBe(401);
    }
  });
});

describe('addresses', () => {
  it.each([
    ['kim@school.example', 'kim+teacher@school.example'],
    ['ana.diaz@school.example', 'anadiaz@school.example'],
    ['jo-1@school.example', 'jo_1@school.example'],
  ])('register treats %s and %s as addresses of two people', async (one, other) => {
    await registerAs(one, { password: strangersPassword });
    await registerAs(other, { password: goodPassword });
    expect((await signedIn(app, { email: one, password: strangersPassword })).user.userId).not.toBe(
      (await signedIn(app, { email: other, password: goodPassword })).user.userId,
    );
    const invitationToken = await invitationFor(app, one);
    const answer = await registerAs(other, { password: goodPassword, invitationToken });
    expect(answer.body.code).toBe('invitation-invalid');
  });
});

describe('the first admin', () => {
  it('auth gives the address of the first admin to the operator when a stranger registered with it', async () => {
    const email = newEmail();
    const stranger = await taken(email);
    const variables = { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: goodPassword };
    for (let start = 0; start < 2; start += 1)
      await startAuthApp({ clock, databaseUrl: app.databaseUrl, variables }).then((again) => again.close());
    expect(await accountOf(email)).toMatchObject([{ role: 'admin', verified: true }]);
    expect(await refreshStatus(app, stranger)).toBe(401);
    expect((await signedIn(app, { email, password: goodPassword })).user.role).toBe('admin');
  });
});

describe('the timetable', () => {
  /** Adds the job as the timetable does, and waits until the worker has done it. */
  const runTimetableEntry = async (): Promise<void> => {
    await readRows(
      app.databaseUrl,
      `select graphile_worker.add_job('expire-accounts', json_build_object('data', json_build_object(),
         '_cron', json_build_object('ts', now(), 'backfilled', false)), max_attempts := 1)`,
    );
    await waitUntil(
      async () => {
        const left = await readRows(
          app.databaseUrl,
          `select last_error from graphile_worker._private_jobs job join graphile_worker._private_tasks task
             on task.id = job.task_id where task.identifier = 'expire-accounts'`,
        );
        if (left[0]?.last_error) throw new Error(String(left[0].last_error));
        return left.length === 0;
      },
      { what: 'the job expire-accounts', timeoutSeconds: 20, everyMilliseconds: 50 },
    );
  };
  const idOf = async (email: string): Promise<string> => (await accountOf(email))[0].id;

  it('expire-accounts deletes unverified accounts without use, and no other account', async () => {
    const [unused, used, vouched, banned] = [newEmail(), newEmail(), newEmail(), newEmail()];
    await registerAs(unused, { password: strangersPassword });
    await taken(used);
    await redeem(vouched, 'student');
    await registerAs(banned, { password: strangersPassword });
    await changed(app, await idOf(banned), { disabled: true });
    const [unusedId, usedId] = [await idOf(unused), await idOf(used)];
    clock.advance({ seconds: 30 * 86_400 - 60 });
    await runTimetableEntry();
    expect(await deletionsPublished(app, unusedId)).toEqual([]);
    clock.advance({ seconds: 120 });
    await runTimetableEntry();
    expect(await deletionsPublished(app, unusedId)).toEqual(['chat', 'exam', 'notification', 'rag', 'user']);
    expect(await deletionsPublished(app, usedId)).toEqual([]);
    clock.advance({ seconds: 370 * 86_400 });
    await runTimetableEntry();
    expect(await deletionsPublished(app, usedId)).toHaveLength(5);
    expect(await accountOf(unused)).toEqual([]);
    for (const email of [vouched, banned]) expect(await accountOf(email)).toHaveLength(1);
  });

  it('expire-accounts deletes more accounts than one batch contains', async () => {
    await readRows(
      app.databaseUrl,
      `insert into account (id, email, email_key, name, password_hash, role, institution_id, created_at)
       select gen_random_uuid(), 'many-' || n, 'many-' || n, 'Many', '', 'student',
         (select institution_id from account limit 1), $1
       from generate_series(1, 105) as n`,
      [new Date(clock.now().getTime() - 31 * 86_400_000)],
    );
    await runTimetableEntry();
    expect(await readRows(app.databaseUrl, `select from account where email like 'many-%'`)).toEqual([]);
  });
});
