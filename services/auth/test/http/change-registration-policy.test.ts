import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import {
  changeRegistrationPolicy,
  readRegistrationPolicy,
} from '@ai-teacher/contracts/auth/registration-policy.ts';
import { signOutEverywhere } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import { goodPassword as password, theAdmin } from '../builders.ts';

type App = TestApp<AuthDeps>;
let app: App;
let replica: App;
let locked: App;
let admin: TestUser;
beforeAll(async () => {
  const domains = { REGISTRATION: 'domains', REGISTRATION_DOMAINS: 'operator.example' };
  app = await startAuthApp({ variables: domains });
  const { databaseUrl } = app;
  replica = await startAuthApp({ databaseUrl, variables: domains });
  locked = await startAuthApp({ databaseUrl, variables: { ...domains, REGISTRATION_LOCKED: 'true' } });
  admin = (await theAdmin(app)).user;
});
afterAll(() => Promise.all([app, replica, locked].map((each) => each?.close())));
afterEach(() => change({ policy: 'default' }));

const change = (body: Record<string, unknown>, as = admin, at = app): Promise<TestResponse> =>
  at.call(changeRegistrationPolicy, { as, body });
const policyAt = async (at: App) => (await at.call(readRegistrationPolicy, { as: admin })).body;
const statusAt = async (at: App, domain: string): Promise<number> => {
  const body = { email: `${randomUUID()}@${domain}`, password, name: 'Kim' };
  return (await at.call(register, { body })).status;
};
const byOperator = { policy: 'domains', domains: ['operator.example'], setBy: 'operator', locked: false };

describe('200', () => {
  it('changeRegistrationPolicy takes effect at every replica from the next registration on', async () => {
    const statuses = async () => [await statusAt(app, 'any.example'), await statusAt(replica, 'any.example')];
    expect(await statuses()).toEqual([403, 403]);
    const { status, body } = await change({ policy: 'open' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { policy: 'open', domains: [], setBy: 'admin', locked: false },
    });
    expect(await policyAt(replica)).toEqual(body);
    expect(await statuses()).toEqual([201, 201]);
    await change({ policy: 'invited' });
    expect(await statuses()).toEqual([403, 403]);
    expect(await statusAt(app, 'operator.example')).toBe(403);
  });

  it('changeRegistrationPolicy admits the given domains alone, in their ASCII form', async () => {
    const { body } = await change({
      policy: 'domains',
      domains: ['School.Example.', 'bücher.example', 'school.example'],
    });
    expect(body).toMatchObject({ domains: ['school.example', 'xn--bcher-kva.example'], setBy: 'admin' });
    expect(await statusAt(replica, 'school.example')).toBe(201);
    expect(await statusAt(replica, 'xn--bcher-kva.example')).toBe(201);
    expect(await statusAt(replica, 'sub.school.example')).toBe(403);
    expect(await statusAt(replica, 'operator.example')).toBe(403);
  });

  it('changeRegistrationPolicy with default returns to the setting of the operator', async () => {
    await change({ policy: 'open' });
    expect((await change({ policy: 'default' })).body).toEqual(byOperator);
    expect(await policyAt(replica)).toEqual(byOperator);
    expect(await statusAt(app, 'any.example')).toBe(403);
    expect(await statusAt(app, 'operator.example')).toBe(201);
  });

  it('changeRegistrationPolicy is recorded in the audit trail with the admin who changed it', async () => {
    const entries = () =>
      readRows(
        app.databaseUrl,
        `select account_id, actor_id from audit_entry where kind = 'registration-policy-changed'`,
      );
    const before = (await entries()).length;
    await change({ policy: 'invited' });
    await change({ policy: 'everybody' });
    const after = await entries();
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)).toEqual({ account_id: null, actor_id: admin.userId });
  });
});

describe('the event of a change', () => {
  const published = (adminId: string): Promise<object[]> =>
    readRows(
      app.databaseUrl,
      `select payload->'data'->'envelope'->>'institutionId' as institution,
              payload->'data'->'envelope'->'data' as data
       from graphile_worker._private_jobs
       where payload->'data'->'envelope'->>'subject' = $1
         and payload->'data'->'envelope'->>'type' = 'registration-policy.changed' order by id`,
      [adminId],
    );

  it('changeRegistrationPolicy publishes the admin and the policy that is in force, and nothing when it is refused', async () => {
    const { user: changing } = await theAdmin(app);
    const before = (await published(changing.userId)).length;
    expect((await change({ policy: 'open' }, changing)).status).toBe(200);
    expect((await change({ policy: 'domains' }, changing)).status).toBe(422);
    expect((await change({ policy: 'open' }, changing, locked)).status).toBe(403);
    expect((await change({ policy: 'default' }, changing)).status).toBe(200);
    const { userId, institutionId } = changing;
    const [{ name } = { name: '' }] = await readRows(
      app.databaseUrl,
      'select name from account where id = $1',
      [userId],
    );
    expect(name).not.toBe('');
    expect((await published(userId)).slice(before)).toEqual(
      ['open', 'domains'].map((policy) => ({
        institution: institutionId,
        data: { userId, name, policy },
      })),
    );
  });
});

describe('403', () => {
  const refusal = ({ status, body }: TestResponse) => ({ status, code: body.code });

  it('changeRegistrationPolicy is refused to teachers and to admins of another institution', async () => {
    const forbidden = { status: 403, code: 'forbidden' };
    expect(refusal(await change({ policy: 'open' }, aTeacher()))).toEqual(forbidden);
    const foreign = anAdmin({ institutionId: randomUUID() });
    expect(refusal(await change({ policy: 'open' }, foreign))).toEqual(forbidden);
    expect(await policyAt(app)).toEqual(byOperator);
  });

  it('changeRegistrationPolicy is refused to a session that has ended or has confirmed no password', async () => {
    const required = { status: 403, code: 'password-confirmation-required' };
    const { user } = await theAdmin(app);
    expect(refusal(await change({ policy: 'open' }, anAdmin({ userId: user.userId })))).toEqual(required);
    await app.call(signOutEverywhere, { as: user });
    expect(refusal(await change({ policy: 'open' }, user))).toEqual(required);
    admin = (await theAdmin(app)).user;
    expect(await policyAt(app)).toEqual(byOperator);
  });

  it('changeRegistrationPolicy answers 403 while the operator locks the policy, whose setting then applies', async () => {
    await change({ policy: 'open' });
    expect(refusal(await change({ policy: 'invited' }, admin, locked))).toEqual({
      status: 403,
      code: 'registration-policy-locked',
    });
    expect(refusal(await change({ policy: 'default' }, admin, locked)).code).toBe(
      'registration-policy-locked',
    );
    expect(await policyAt(locked)).toEqual({ ...byOperator, locked: true });
    expect(await statusAt(locked, 'any.example')).toBe(403);
    expect(await statusAt(app, 'any.example')).toBe(201);
  });
});

describe('422', () => {
  it.each([
    [{ policy: 'everybody' }, '/policy'],
    [{ policy: 'domains' }, '/domains'],
    [{ policy: 'domains', domains: [] }, '/domains'],
    [{ policy: 'open', domains: ['school.example'] }, '/domains'],
    [{ policy: 'default', domains: ['school.example'] }, '/domains'],
    [{ policy: 'domains', domains: Array(101).fill('school.example') }, '/domains'],
    [{ policy: 'domains', domains: ['school.example', '*.school.example'] }, '/domains/1'],
    [{ policy: 'domains', domains: ['school'] }, '/domains/0'],
    [{ policy: 'domains', domains: ['kim@school.example'] }, '/domains/0'],
    [{ policy: 'domains', domains: ['https://school.example'] }, '/domains/0'],
  ])('changeRegistrationPolicy answers 422 for %j, and changes nothing', async (body, pointer) => {
    const answer = await change(body);
    expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
    expect(answer.body.errors[0].pointer).toBe(pointer);
    expect(await policyAt(app)).toEqual(byOperator);
  });
});
