import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { invitePeople } from '@ai-teacher/contracts/auth/person-invitations.ts';
import { readRegistrationPolicy } from '@ai-teacher/contracts/auth/registration-policy.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { adminEmail, adminPassword, startAuthApp } from '../auth-app.ts';
import { invitationFor, goodPassword as password, theAdmin } from '../builders.ts';

type App = TestApp<AuthDeps>;
let invited: App;
let domains: App;
beforeAll(async () => {
  invited = await startAuthApp({ variables: { REGISTRATION: 'invited' } });
  domains = await startAuthApp({
    variables: { REGISTRATION: 'domains', REGISTRATION_DOMAINS: 'school.org,bücher.example' },
  });
});
afterAll(() => Promise.all([invited.close(), domains.close()]));

const registerAt = (app: App, email: string, more: Record<string, unknown> = {}): Promise<TestResponse> =>
  app.call(register, { body: { email, password, name: 'Kim', ...more } });

const shapeOf = ({ status, body: { requestId: _, ...body }, headers }: TestResponse) => ({
  status,
  body,
  headers: Object.keys(headers),
});

describe('200', () => {
  it('readRegistrationPolicy answers 200 with the policy, and with the domains that it admits', async () => {
    const read = async (app: App): Promise<TestResponse> =>
      app.call(readRegistrationPolicy, { as: (await theAdmin(app)).user });
    expect(await read(invited)).toMatchObject({
      status: 200,
      body: { policy: 'invited', domains: [], setBy: 'operator', locked: false },
    });
    const { status, body } = await read(domains);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        policy: 'domains',
        domains: ['school.org', 'xn--bcher-kva.example'],
        setBy: 'operator',
        locked: false,
      },
    });
  });
});

describe('403', () => {
  it('register answers 403 registration-closed without an invitation, alike for known and unknown addresses', async () => {
    const unknown = await registerAt(invited, `${randomUUID()}@school.org`);
    expect(unknown).toMatchObject({ status: 403, body: { code: 'registration-closed' } });
    const known = await registerAt(invited, adminEmail);
    expect(shapeOf(known)).toEqual(shapeOf(unknown));
  });

  it('register reads the policy alone before it refuses: no account, and no password is hashed', async () => {
    const { passwordHasher, unitOfWork } = invited.deps.world;
    const calls: string[] = [];
    const { hash } = passwordHasher;
    const { run } = unitOfWork;
    const record = (repositories: object) =>
      new Proxy(repositories, {
        get: (all, name) => {
          calls.push(String(name));
          return Reflect.get(all, name);
        },
      });
    const recordedRun = (work: (repositories: object) => Promise<unknown>, options: object) =>
      run((repositories) => work(record(repositories)), options);
    Object.assign(passwordHasher, { hash: () => Promise.reject(calls.push('hash')) });
    Object.assign(unitOfWork, { run: recordedRun });
    try {
      for (const email of [adminEmail, 'unknown@school.org'])
        expect((await registerAt(invited, email)).status).toBe(403);
    } finally {
      Object.assign(passwordHasher, { hash });
      Object.assign(unitOfWork, { run });
    }
    expect(calls).toEqual(['registrationPolicy', 'registrationPolicy']);
  });

  it.each([
    'kim@evil-school.org',
    'kim@school.org.evil.com',
    'kim@sub.school.org',
    'kim@school.org.uk',
    'kim@schoolxorg.org',
    'school.org@evil.com',
    'kim+school.org@evil.com',
    'kim@xn--bcher-kva.example.org',
    'kim@bcher.example',
    'kim@org',
  ])('register with the policy domains refuses %s', async (email) => {
    const answer = await registerAt(domains, email);
    // The contract refuses an address that is not one before the policy is asked.
    expect(['registration-closed', 'input-invalid']).toContain(answer.body.code);
    expect((await domains.call(signIn, { body: { email, password } })).status).toBe(401);
  });
});

describe('201', () => {
  it.each(['kim@school.org', 'Kim@SCHOOL.Org', 'kim+1@school.org', 'kim@XN--bcher-kva.example'])(
    'register with the policy domains admits %s as a student',
    async (email) => {
      expect(await registerAt(domains, email)).toMatchObject({ status: 201, body: { role: 'student' } });
    },
  );

  it('register admits a person with a valid invitation under every policy', async () => {
    for (const app of [invited, domains]) {
      const email = `${randomUUID()}@elsewhere.example`;
      const invitationToken = await invitationFor(app, email);
      expect(await registerAt(app, email, { invitationToken })).toMatchObject({
        status: 201,
        body: { role: 'teacher' },
      });
      expect((await app.call(signIn, { body: { email, password } })).status).toBe(200);
    }
  });

  it('register admits a person with the code of a class under every policy', async () => {
    for (const app of [invited, domains]) {
      const email = `${randomUUID()}@elsewhere.example`;
      const personId = randomUUID();
      const { body } = await app.call(invitePeople, {
        from: 'user',
        as: (await theAdmin(app)).user,
        body: { people: [{ personId, role: 'student' }], days: 1 },
      });
      const [{ code: invitationToken }] = body.items;
      expect(await registerAt(app, email, { invitationToken })).toMatchObject({
        status: 201,
        body: { id: personId, role: 'student' },
      });
    }
  });

  it('the first admin of an installation that admits invited people only can sign in', async () => {
    const body = { email: adminEmail, password: adminPassword };
    expect((await invited.call(signIn, { body })).status).toBe(200);
  });
});

describe('422', () => {
  it('register answers 422 to an invalid invitation under every policy', async () => {
    for (const app of [invited, domains]) {
      const answer = await registerAt(app, `${randomUUID()}@school.org`, {
        invitationToken: 'no-such-token',
      });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invitation-invalid' } });
    }
  });
});
