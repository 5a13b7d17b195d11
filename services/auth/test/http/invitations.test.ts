import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { listInvitations, withdrawInvitation } from '@ai-teacher/contracts/auth/invitations.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { goodPassword, invitationFor, invited, theAdmin } from '../builders.ts';

const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;
let admin: TestUser;
beforeAll(async () => {
  app = await startAuthApp({ clock });
  admin = (await theAdmin(app)).user;
});
afterAll(() => app.close());

const newEmail = () => `${randomUUID()}@school.example`;
const list = (query: Record<string, string | number>, as = admin) => app.call(listInvitations, { as, query });
const idOf = async (email: string): Promise<string> => (await list({ email })).body.items[0].id;
const withdraw = (id: string, as = admin) => app.call(withdrawInvitation, { as, params: { id } });
const redeem = (email: string, invitationToken: string) =>
  app.call(register, { body: { email, password: goodPassword, name: 'Robin', invitationToken } });

describe('listInvitations 200', () => {
  it('listInvitations returns every invitation once, newest first, page by page, without its token', async () => {
    const { user: maker } = await invited(app, 'admin');
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      made.unshift(newEmail());
      await invitationFor(app, made[0] as string, { as: maker });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = { invitedBy: maker.userId, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await list(page);
      for (const item of body.items) {
        expect(Object.keys(item).sort()).toEqual([
          'createdAt',
          'email',
          'expiresAt',
          'id',
          'invitedBy',
          'role',
          'state',
        ]);
        expect(item).toMatchObject({ invitedBy: maker.userId, role: 'teacher', state: 'open' });
        seen.push(item.email);
      }
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual([...made].sort());
    expect((await list({ limit: 100 })).body.items.length).toBeGreaterThan(5);
  });

  it('listInvitations finds the invitations for an e-mail in any case, in the spelling of the maker', async () => {
    const email = `Ana-${randomUUID()}@School.example`;
    await invitationFor(app, email);
    expect((await list({ email: email.toUpperCase() })).body.items).toMatchObject([{ email }]);
  });

  it('listInvitations shows whether an invitation is open, used, withdrawn or expired', async () => {
    const [open, used, withdrawn, expired] = [newEmail(), newEmail(), newEmail(), newEmail()];
    const token = await invitationFor(app, used);
    for (const email of [open, withdrawn, expired]) await invitationFor(app, email);
    await redeem(used, token);
    await withdraw(await idOf(withdrawn));
    await readRows(app.databaseUrl, 'update invitation set expires_at = $1 where email = $2', [
      clock.now(),
      expired,
    ]);
    const stateOf = async (email: string) => (await list({ email })).body.items[0].state;
    expect(await Promise.all([open, used, withdrawn, expired].map(stateOf))).toEqual([
      'open',
      'used',
      'withdrawn',
      'expired',
    ]);
  });

  it('listInvitations shows no invitation of another institution', async () => {
    const email = newEmail();
    await invitationFor(app, email);
    const elsewhere = anAdmin({ institutionId: randomUUID() });
    expect((await list({ email }, elsewhere)).body.items).toEqual([]);
    expect((await list({ limit: 100 }, elsewhere)).body.items).toEqual([]);
  });
});

describe('listInvitations 422', () => {
  it('listInvitations answers 422 for a cursor of another list', async () => {
    expect((await list({ cursor: 'nonsense' })).body).toMatchObject({
      code: 'input-invalid',
      errors: [{ pointer: '/query/cursor' }],
    });
  });
});

describe('withdrawInvitation 204', () => {
  it('withdrawInvitation ends an invitation, also one of another admin, and records it once', async () => {
    const { user: maker } = await invited(app, 'admin');
    const email = newEmail();
    const token = await invitationFor(app, email, { as: maker });
    const id = await idOf(email);
    for (let count = 0; count < 2; count += 1) expect((await withdraw(id.toUpperCase())).status).toBe(204);
    expect((await redeem(email, token)).body.code).toBe('invitation-invalid');
    const entries = await readRows(
      app.databaseUrl,
      `select actor_id from audit_entry where kind = 'invitation-withdrawn' and account_id = $1`,
      [maker.userId],
    );
    expect(entries).toEqual([{ actor_id: admin.userId }]);
  });
});

describe('withdrawInvitation 404', () => {
  it('withdrawInvitation answers 404 for an unknown invitation and for one of another institution', async () => {
    const email = newEmail();
    const token = await invitationFor(app, email);
    const id = await idOf(email);
    const answers = [
      await withdraw(randomUUID()),
      await withdraw(id, anAdmin({ institutionId: randomUUID() })),
    ];
    for (const { status, body } of answers)
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'invitation-not-found' });
    expect((await redeem(email, token)).status).toBe(201);
  });
});

describe('withdrawInvitation 409', () => {
  it('withdrawInvitation answers 409 for an invitation that was used', async () => {
    const email = newEmail();
    await redeem(email, await invitationFor(app, email));
    expect(await withdraw(await idOf(email))).toMatchObject({
      status: 409,
      body: { code: 'invitation-used' },
    });
  });
});
