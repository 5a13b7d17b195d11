import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { listInvitations, withdrawInvitation } from '@ai-teacher/contracts/auth/invitations.ts';
import {
  invitePeople,
  listPersonInvitations,
  withdrawPersonInvitations,
} from '@ai-teacher/contracts/auth/person-invitations.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuthDeps } from '../../src/deps.ts';
import { startAuthApp } from '../auth-app.ts';
import {
  changed,
  goodPassword,
  invitationFor,
  invited,
  registered,
  signedIn,
  theAdmin,
  withdrawalsPublished,
} from '../builders.ts';

const clock = createFakeClock(new Date());
let app: TestApp<AuthDeps>;
let admin: TestUser;
beforeAll(async () => {
  app = await startAuthApp({
    clock,
    variables: { INVITED_PEOPLE_PER_HOUR: '20', MAX_OPEN_INVITATIONS: '25' },
  });
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

type Invitee = { personId: string; role?: string; email?: string };
const aPerson = (given: Partial<Invitee> = {}): Invitee => ({ personId: randomUUID(), ...given });
const invitePersons = (as: TestUser, people: readonly Invitee[], days = 14) =>
  app.call(invitePeople, {
    from: 'user',
    as,
    body: { people: people.map((person) => ({ role: 'student', ...person })), days },
  });
/** The code of one invited person. */
const codeFor = async (as: TestUser, person = aPerson()) =>
  (await invitePersons(as, [person])).body.items[0].code as string;
const registerWith = (invitationToken: string, email = newEmail(), password = goodPassword) =>
  app.call(register, { body: { email, password, name: 'Robin', invitationToken } });
const refused = { status: 422, body: { code: 'invitation-invalid' } };

describe('invitePeople 201', () => {
  it('an account registers with the id and the role of the person, once, also concurrently', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const { personId } = aPerson();
    const answer = await invitePersons(teacher, [{ personId }], 30);
    expect(answer).toMatchObject({ status: 201, body: { items: [{ personId, outcome: 'invited' }] } });
    expect(Date.parse(answer.body.expiresAt) - clock.now().getTime()).toBe(30 * 86_400_000);
    const [{ code }] = answer.body.items;
    expect(code).toMatch(/^(?:[34679ACDEFGHJKMNPQRTUVWXY]{4}-){3}[34679ACDEFGHJKMNPQRTUVWXY]{4}$/);
    // As a person types the code, with any address.
    const emails = [newEmail(), newEmail(), newEmail()];
    const typed = code.toLowerCase().replaceAll('-', '');
    const answers = await Promise.all(emails.map((email) => registerWith(typed, email)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
    const email = emails[answers.findIndex(({ status }) => status === 201)] ?? '';
    expect((await signedIn(app, { email, password: goodPassword })).user).toMatchObject({
      userId: personId,
      role: 'student',
      institutionId: teacher.institutionId,
    });
    expect((await invitePersons(teacher, [{ personId }])).body.items).toEqual([
      { personId, outcome: 'has-account' },
    ]);
    const events = await readRows(
      app.databaseUrl,
      `select distinct payload->'data'->'envelope'->'data'->>'userId' as id
       from graphile_worker._private_jobs
       where payload->'data'->'envelope'->>'type' = 'user.registered'
         and payload->'data'->'envelope'->'data'->>'email' = $1`,
      [email],
    );
    expect(events).toEqual([{ id: personId }]);
    const stored = await readRows(app.databaseUrl, 'select * from invitation where person_id = $1', [
      personId,
    ]);
    expect(JSON.stringify(stored)).not.toContain(code);
  });

  it('a teacher invites students only, an admin also teachers, and neither an admin', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const student = await signedIn(app, await registered(app));
    const people = [aPerson(), aPerson({ role: 'teacher' })];
    const outcomes = async (as: TestUser) =>
      (await invitePersons(as, people)).body.items.map(({ outcome }: { outcome: string }) => outcome);
    expect(await outcomes(teacher)).toEqual(['invited', 'role-not-grantable']);
    expect(await outcomes(admin)).toEqual(['invited', 'invited']);
    expect(await outcomes(student.user)).toEqual(['role-not-grantable', 'role-not-grantable']);
    expect(await invitePersons(admin, [aPerson({ role: 'admin' })])).toMatchObject({ status: 422 });
  });

  it('a new invitation of a person replaces the earlier one, also of another maker', async () => {
    const [{ user: one }, { user: other }] = [await invited(app, 'teacher'), await invited(app, 'teacher')];
    const person = aPerson();
    const codes = [await codeFor(one, person), await codeFor(other, person)];
    const concurrent = await Promise.all([codeFor(one, person), codeFor(other, person)]);
    for (const code of codes) expect(await registerWith(code)).toMatchObject(refused);
    const answers = await Promise.all(concurrent.map((code) => registerWith(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it('a code for an address admits no other address; the answer is the same for a known address', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const known = await registered(app);
    const [mine, theirs] = [newEmail(), known.email];
    const { body } = await invitePersons(teacher, [aPerson({ email: mine }), aPerson({ email: theirs })]);
    const [first, second] = body.items;
    expect([first.outcome, second.outcome]).toEqual(['invited', 'invited']);
    expect(await registerWith(first.code, newEmail())).toMatchObject(refused);
    expect(await registerWith(first.code, mine.toUpperCase())).toMatchObject({
      status: 201,
      body: { id: first.personId },
    });
  });

  it('a code of a person is refused when it has expired, or when its maker lost the right', async () => {
    const expired = await codeFor(admin);
    await readRows(app.databaseUrl, 'update invitation set expires_at = $1 where invited_by = $2', [
      clock.now(),
      admin.userId,
    ]);
    expect(await registerWith(expired)).toMatchObject(refused);
    for (const loss of [{ disabled: true }, { role: 'student' }]) {
      const { user: maker } = await invited(app, 'teacher');
      const code = await codeFor(maker);
      await changed(app, maker.userId, loss);
      expect(await registerWith(code)).toMatchObject(refused);
      await changed(app, maker.userId, { disabled: false, role: 'teacher' });
      expect(await registerWith(code)).toMatchObject(refused);
    }
    const { user: demoted } = await invited(app, 'admin');
    const code = await codeFor(demoted, aPerson({ role: 'teacher' }));
    await changed(app, demoted.userId, { role: 'teacher' });
    expect(await registerWith(code)).toMatchObject(refused);
  });
});

describe('register with the code of a person', () => {
  it('register answers alike for a verified address, changes nothing there, and uses the code up', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const person = aPerson();
    const code = await codeFor(teacher, person);
    const verified = newEmail();
    await redeem(verified, await invitationFor(app, verified));
    expect(await registerWith(code, verified, 'six other brown horses')).toMatchObject({
      status: 201,
      body: { id: person.personId },
    });
    expect((await signedIn(app, { email: verified, password: goodPassword })).user.role).toBe('teacher');
    expect(await registerWith(code)).toMatchObject(refused);
    expect((await invitePersons(teacher, [person])).body.items).toMatchObject([{ outcome: 'invited' }]);
  });

  it('register never replaces an account, not even the unverified account of another person', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const own = await registered(app);
    const { user } = await signedIn(app, own);
    const email = own.email.toUpperCase();
    const [chosen, named] = [aPerson(), aPerson({ email })];
    const code = await codeFor(teacher, chosen);
    expect(await registerWith(code, email, own.password)).toMatchObject({
      status: 409,
      body: { code: 'address-has-account' },
    });
    // The same answer as for a new address, so a code does not show which addresses are known.
    const password = 'six other brown horses';
    for (const [token, { personId }] of [
      [code, chosen],
      [await codeFor(teacher, named), named],
    ] as const)
      expect(await registerWith(token, email, password)).toMatchObject({
        status: 201,
        body: { id: personId, role: 'student' },
      });
    expect((await signedIn(app, own)).user.userId).toBe(user.userId);
    expect((await app.call(signIn, { body: { email, password } })).status).toBe(401);
    expect(await registerWith(code)).toMatchObject(refused);
  });
});

describe('invitePeople 401, 409 and 429', () => {
  it('invitePeople answers 401 to a maker who is disabled, unknown or of another institution', async () => {
    const { user: disabled } = await invited(app, 'teacher');
    await changed(app, disabled.userId, { disabled: true });
    for (const as of [disabled, anAdmin(), { ...admin, institutionId: randomUUID() }])
      expect(await invitePersons(as, [aPerson()])).toMatchObject({
        status: 401,
        body: { code: 'token-invalid' },
      });
  });

  it('invitePeople admits exactly the people of an hour, and then the next ones', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const batch = (count: number) =>
      invitePersons(
        teacher,
        Array.from({ length: count }, () => aPerson()),
      );
    const answers = await Promise.all([batch(8), batch(8), batch(8)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 429]);
    const refusal = answers.find(({ status }) => status === 429);
    expect(refusal).toMatchObject({ body: { code: 'rate-limited' }, headers: { 'retry-after': '3600' } });
    expect((await batch(4)).status).toBe(201);
    expect((await batch(1)).status).toBe(429);
    clock.advance({ seconds: 3_600 });
    // Five more may be open, whatever the hour admits.
    expect(await batch(6)).toMatchObject({ status: 409, body: { code: 'invitation-limit-reached' } });
    expect((await batch(5)).status).toBe(201);
  });
});

describe('listPersonInvitations and withdrawPersonInvitations', () => {
  const listPeople = (query: Record<string, string | number>, as = admin) =>
    app.call(listPersonInvitations, { as, query });

  it('listPersonInvitations shows admins who invited whom; listInvitations shows addresses only', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const email = newEmail();
    const [one, other] = [aPerson(), aPerson({ email })];
    const code = await codeFor(teacher, one);
    await codeFor(teacher, other);
    await registerWith(code);
    const { status, body, text } = await listPeople({ invitedBy: teacher.userId });
    expect([status, body.nextCursor]).toEqual([200, null]);
    const byPerson = Object.fromEntries(
      body.items.map((item: { personId: string }) => [item.personId, item]),
    );
    expect(byPerson).toMatchObject({
      [one.personId]: { email: null, role: 'student', state: 'used', invitedBy: teacher.userId },
      [other.personId]: { email, state: 'open' },
    });
    expect(text).not.toContain(code);
    expect((await list({ invitedBy: teacher.userId })).body.items).toEqual([]);
    const elsewhere = anAdmin({ institutionId: randomUUID() });
    expect((await listPeople({}, elsewhere)).body.items).toEqual([]);
    expect(await listPeople({ cursor: 'nonsense' })).toMatchObject({ status: 422 });
  });

  it('an admin withdraws the invitation of a person, and user withdraws those of its institution', async () => {
    const { user: teacher } = await invited(app, 'teacher');
    const person = aPerson();
    const { body } = await invitePersons(teacher, [person]);
    const [{ code }] = body.items;
    const [{ id }] = (await listPeople({ invitedBy: teacher.userId })).body.items;
    for (const status of [204, 204]) expect((await withdraw(id)).status).toBe(status);
    expect(await registerWith(code)).toMatchObject(refused);
    const withdrawn = [[{ personId: person.personId, expiresAt: body.expiresAt }]];
    expect(await withdrawalsPublished(app, teacher.userId)).toEqual(withdrawn);
    const next = await codeFor(teacher, person);
    const withdrawIn = (institutionId: string) =>
      app.call(withdrawPersonInvitations, {
        from: 'user',
        body: { institutionId, personIds: [person.personId, randomUUID()] },
      });
    const elsewhere = randomUUID();
    for (const institutionId of [elsewhere, teacher.institutionId, teacher.institutionId]) {
      expect((await withdrawIn(institutionId)).status).toBe(204);
      const { items } = (await listPeople({ invitedBy: teacher.userId })).body;
      expect(items.some(({ state }: { state: string }) => state === 'open')).toBe(
        institutionId === elsewhere,
      );
    }
    expect(await registerWith(next)).toMatchObject(refused);
    // User knows what it withdrew.
    expect(await withdrawalsPublished(app, teacher.userId)).toEqual(withdrawn);
  });

  it('a maker who loses the role publishes the withdrawal of invitations of people, and of no address', async () => {
    const { user: maker } = await invited(app, 'admin');
    const people = [aPerson(), aPerson({ role: 'teacher' })];
    const { expiresAt } = (await invitePersons(maker, people)).body;
    await invitationFor(app, newEmail(), { as: maker });
    await changed(app, maker.userId, { role: 'teacher' });
    await changed(app, maker.userId, { disabled: true });
    const [first, ...others] = await withdrawalsPublished(app, maker.userId);
    expect(others).toEqual([]);
    expect(first).toHaveLength(2);
    expect(first).toEqual(expect.arrayContaining(people.map(({ personId }) => ({ personId, expiresAt }))));
  });
});
