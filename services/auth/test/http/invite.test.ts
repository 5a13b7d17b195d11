import { randomUUID } from 'node:crypto';
import { invite, register } from '@ai-teacher/contracts/auth/accounts.ts';
import { withdrawInvitation } from '@ai-teacher/contracts/auth/invitations.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { changed, goodPassword, invitationFor, invited, theAdmin } from '../builders.ts';

const maxOpenInvitations = 6;
const maxPerHour = 60;
const variables = {
  MAX_OPEN_INVITATIONS: String(maxOpenInvitations),
  INVITATIONS_PER_HOUR: String(maxPerHour),
};
let app: TestApp<AuthDeps>;
let other: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp({ variables });
  other = await startAuthApp({ variables, databaseUrl: app.databaseUrl });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const newEmail = () => `${randomUUID()}@school.example`;
const inviteAs = (as: TestUser, role = 'student', at = app) =>
  at.call(invite, { as, body: { email: newEmail(), role } });
const redeem = (email: string, invitationToken: string) =>
  app.call(register, { body: { email, password: goodPassword, name: 'Robin', invitationToken } });
const expectRefused = (answer: Awaited<ReturnType<typeof redeem>>) =>
  expect({ status: answer.status, code: answer.body.code }).toEqual({
    status: 422,
    code: 'invitation-invalid',
  });

describe('201', () => {
  it('invite returns a token of 256 bits that expires after a week', async () => {
    const { user: as } = await theAdmin(app);
    const answer = await app.call(invite, { as, body: { email: 'new@school.example', role: 'teacher' } });
    expect(answer.status).toBe(201);
    expect(answer.body.invitationToken).toMatch(/^[\w-]{43}$/);
    const days = (Date.parse(answer.body.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
  });
});

describe('401', () => {
  it('invite answers 401 to a caller whose account is unknown, disabled, demoted, or of another institution', async () => {
    const [disabled, demoted] = [(await invited(app, 'admin')).user, (await invited(app, 'admin')).user];
    await changed(app, disabled.userId, { disabled: true });
    await changed(app, demoted.userId, { role: 'teacher' });
    const elsewhere = { ...(await theAdmin(app)).user, institutionId: randomUUID() };
    for (const as of [anAdmin(), disabled, demoted, elsewhere]) {
      const answer = await inviteAs(as);
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 401,
        code: 'token-invalid',
      });
    }
  });
});

describe('409', () => {
  it('invite admits exactly the limit of open invitations of a maker, concurrently and over two processes', async () => {
    const { user } = await invited(app, 'admin');
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => inviteAs(user, 'student', index % 2 === 0 ? app : other)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(maxOpenInvitations);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(answer).toMatchObject({ status: 409, body: { code: 'invitation-limit-reached' } });
    await readRows(
      app.databaseUrl,
      `update invitation set expires_at = now() where token_hash =
         (select token_hash from invitation where invited_by = $1 limit 1)`,
      [user.userId],
    );
    expect((await inviteAs(user)).status).toBe(201);
    expect((await inviteAs(user)).status).toBe(409);
  });
});

describe('429', () => {
  it('invite admits the invitations of a maker in an hour, withdrawn ones included, and others meanwhile', async () => {
    const { user } = await invited(app, 'admin');
    for (let made = 0; made < maxPerHour; made += 1) {
      const { status, body } = await inviteAs(user);
      expect(status).toBe(201);
      await app.call(withdrawInvitation, { as: user, params: { id: body.id } });
    }
    const refused = await inviteAs(user);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
    expect((await inviteAs((await invited(app, 'admin')).user)).status).toBe(201);
    await readRows(
      app.databaseUrl,
      `update invitation set created_at = created_at - interval '1 hour' where invited_by = $1`,
      [user.userId],
    );
    expect((await inviteAs(user)).status).toBe(201);
  });
});

describe('422', () => {
  it('invite answers 422 with a pointer to each invalid field', async () => {
    const answer = await app.call(invite, { as: anAdmin(), body: { email: 'no-address', role: 'owner' } });
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      '/email',
      '/role',
    ]);
  });
});

describe('an invitation belongs to its maker', () => {
  it.each([
    ['disabled', { disabled: true }, { disabled: false }],
    ['demoted to teacher', { role: 'teacher' }, { role: 'admin' }],
    ['demoted to student', { role: 'student' }, { role: 'admin' }],
  ])(
    'register refuses an invitation whose maker was %s, also when the maker is restored',
    async (_what, loss, restored) => {
      for (const role of ['student', 'admin'] as const) {
        const { user: maker } = await invited(app, 'admin');
        const email = newEmail();
        const token = await invitationFor(app, email, { role, as: maker });
        await changed(app, maker.userId, loss);
        expectRefused(await redeem(email, token));
        await changed(app, maker.userId, restored);
        expectRefused(await redeem(email, token));
      }
    },
  );

  it.each([
    ['was deleted', 'delete from account where id = $1'],
    ['lost the role outside of an operation', `update account set role = 'teacher' where id = $1`],
    ['was disabled outside of an operation', 'update account set disabled_at = now() where id = $1'],
    ['moved to another institution', 'update account set institution_id = gen_random_uuid() where id = $1'],
  ])('register refuses an invitation whose maker %s', async (_what, loss) => {
    const { user: maker } = await invited(app, 'admin');
    const email = newEmail();
    const token = await invitationFor(app, email, { as: maker });
    await readRows(app.databaseUrl, loss, [maker.userId]);
    expectRefused(await redeem(email, token));
  });

  it('register refuses an invitation that a concurrent change of its maker withdraws', async () => {
    const { user: maker } = await invited(app, 'admin');
    const email = newEmail();
    const token = await invitationFor(app, email, { as: maker });
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query('update invitation set withdrawn_at = now() where invited_by = $1', [maker.userId]);
      const answer = redeem(email, token);
      await waitForBlocked(app.databaseUrl, 'update "invitation"');
      await client.query('commit');
      expectRefused(await answer);
    } finally {
      await client.end();
    }
  });

  it('register accepts an invitation whose maker was changed to the same role', async () => {
    const { user: maker } = await invited(app, 'admin');
    const email = newEmail();
    const token = await invitationFor(app, email, { as: maker });
    await changed(app, maker.userId, { role: 'admin', disabled: false });
    expect(await redeem(email, token)).toMatchObject({ status: 201, body: { role: 'teacher' } });
  });
});
