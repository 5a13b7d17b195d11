import { randomUUID } from 'node:crypto';
import * as classes from '@ai-teacher/contracts/user/classes.ts';
import { endEnrolment, listEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import * as joinCodes from '@ai-teacher/contracts/user/join-codes.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import type { TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { scryptJoinCodeSecrets } from '../../src/adapters/scrypt-join-code-secrets.ts';
import type { UserDeps } from '../../src/deps.ts';
import { anAdminOfNewInstitution } from '../academics.ts';
import { deletionOf, deliver, registrationOf, withdrawalOf } from '../builders.ts';
import { type AuthStandIn, startAuthStandIn } from '../invitations.ts';
import { aTaughtClass, codeOf, collect, dayIn, idsOf, schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
let auth: AuthStandIn;
beforeAll(async () => {
  auth = await startAuthStandIn();
  app = await startUserApp({
    meshUrl: auth.url,
    variables: {
      PLATFORM_ADDRESS: 'https://school.example/start',
      ...{ JOIN_CODES_PER_CLASS: '3', JOIN_ATTEMPTS_PER_HOUR: '6', JOINS_PER_CODE_HOUR: '8' },
      ...{ ENROLMENTS_PER_CLASS: '5', JOIN_CODE_RECORDS_PER_CLASS: '12' },
    },
  });
});
afterAll(async () => {
  await app.close();
  await auth.close();
});

let admin: TestUser;
let school: ReturnType<typeof schoolOf>;
let classId: string;
let teacher: TestUser;
beforeEach(async () => {
  ({ admin, school, classId, teacher } = await aTaughtClass(app));
});

const create = (body: object = {}, as = teacher, id = classId) =>
  school.call(joinCodes.createJoinCode, { as, params: { id }, body });
const list = (as = teacher, query = {}) =>
  school.call(joinCodes.listJoinCodes, { as, params: { id: classId }, query });
const withdraw = (id: string, as = teacher) =>
  school.call(joinCodes.withdrawJoinCode, { as, params: { id } });
const join = (code: string, as: TestUser = school.member()) =>
  school.call(joinCodes.joinClass, { as, body: { code } });
const invalid = [422, 'join-code-invalid'];
const expire = (id: string) =>
  readRows(app.databaseUrl, `update join_code set expires_at = now() - interval '1 s' where id = $1`, [id]);

describe('createJoinCode', () => {
  it('createJoinCode gives a teacher a code that no other answer and no row contains', async () => {
    const { status, body } = await create({ days: 7, maxUses: 30 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ classId, personId: null, state: 'open', maxUses: 30, uses: 0 });
    expect(body.code).toMatch(/^[34679ACDEFGHJKMNPQRTUVWXY]{5}-[34679ACDEFGHJKMNPQRTUVWXY]{5}$/);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(7 * 86_400_000);
    const rows = await readRows(app.databaseUrl, 'select * from join_code where id = $1', [body.id]);
    for (const text of [(await list()).text, JSON.stringify(rows)])
      for (const part of body.code.split('-')) expect(text).not.toContain(part);
  });

  it('createJoinCode makes codes that differ, and reads them with any case, blanks and hyphens', async () => {
    const made = Array.from({ length: 500 }, scryptJoinCodeSecrets.make);
    expect(new Set(made).size).toBe(500);
    const { body } = await create();
    const typed = ` ${body.code.toLowerCase().replace('-', ' – ')} `;
    expect((await join(typed)).status).toBe(200);
  });

  it('createJoinCode stops at the maximum number of open codes; a withdrawn or expired code leaves room', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => create()));
    const refused = answers.map(codeOf).filter(([status]) => status !== 201);
    expect(refused).toEqual(Array(2).fill([409, 'join-code-limit-reached']));
    const [first, second] = idsOf(await list());
    await withdraw(first ?? '');
    await expire(second ?? '');
    for (const status of [201, 201, 409]) expect((await create()).status).toBe(status);
  });

  it('createJoinCode stops at the maximum number of codes of a class, withdrawn and expired ones included', async () => {
    for (let times = 0; times < 12; times += 1) {
      const { status, body } = await create();
      expect(status).toBe(201);
      if (times % 2 === 0) await withdraw(body.id);
      else await expire(body.id);
    }
    expect(codeOf(await create())).toEqual([409, 'join-code-limit-reached']);
    const { id } = await school.class();
    expect((await create({}, admin, id)).status).toBe(201);
  });

  it('createJoinCode answers 404 for an unknown or erased person, and 409 for an archived class', async () => {
    const erased = await school.known();
    await deliver(app, deletionOf(erased));
    const foreign = await schoolOf(app, anAdminOfNewInstitution()).known();
    for (const personId of [randomUUID(), erased.userId, foreign.userId])
      expect(codeOf(await create({ personId }))).toEqual([404, 'person-not-found']);
    await school.call(classes.archiveClass, { params: { id: classId } });
    expect(codeOf(await create())).toEqual([409, 'class-archived']);
  });

  it('join codes belong to the teachers of the class and to admins of the institution', async () => {
    const { body } = await create({}, admin);
    const stranger = await school.known({ role: 'teacher' });
    const student = await school.known();
    await school.add(classId, [{ personId: student.userId, role: 'student' }]);
    const learner = { ...student, role: 'teacher' as const };
    for (const as of [stranger, anAdminOfNewInstitution()]) {
      expect(codeOf(await create({}, as))).toEqual([404, 'class-not-found']);
      expect(codeOf(await list(as))).toEqual([404, 'class-not-found']);
      expect(codeOf(await withdraw(body.id, as))).toEqual([404, 'join-code-not-found']);
    }
    for (const answer of [await create({}, learner), await list(learner), await withdraw(body.id, learner)])
      expect(codeOf(answer)).toEqual([403, 'forbidden']);
    expect(codeOf(await withdraw(randomUUID()))).toEqual([404, 'join-code-not-found']);
    expect((await withdraw(body.id, admin)).status).toBe(204);
  });
});

describe('listJoinCodes and withdrawJoinCode', () => {
  it('listJoinCodes shows the state of each code, newest first, page by page', async () => {
    const made = [(await create({ maxUses: 1 })).body, (await create()).body, (await create()).body];
    const [used, expired, withdrawn] = made;
    await join(used.code);
    await expire(expired.id);
    for (const status of [204, 204]) expect((await withdraw(withdrawn.id)).status).toBe(status);
    const open = (await create()).body;
    expect(await collect((query) => list(teacher, query))).toEqual([
      ...[open.id, withdrawn.id, expired.id, used.id],
    ]);
    const states = (await list()).body.items.map(({ state, uses }: Record<string, unknown>) => [state, uses]);
    expect(states).toEqual([
      ['open', 0],
      ['withdrawn', 0],
      ['expired', 0],
      ['used-up', 1],
    ]);
  });
});

describe('joinClass', () => {
  it('joinClass enrols a student until the class ends, once; a repetition uses nothing up', async () => {
    const { body } = await create({ maxUses: 1 });
    const pupil = school.member();
    const joined = await join(body.code, pupil);
    expect([joined.status, joined.body]).toMatchObject([
      200,
      { classId, personId: pupil.userId, role: 'student', from: dayIn(0), until: null, version: 1 },
    ]);
    expect((await join(body.code, pupil)).body).toEqual(joined.body);
    expect((await list()).body.items[0].uses).toBe(1);
    expect((await school.call(classes.readClass, { as: pupil, params: { id: classId } })).status).toBe(200);
  });

  it('joinClass gives one problem for a wrong, used up, expired, withdrawn, foreign or useless code', async () => {
    const [usedUp, expired] = [(await create({ maxUses: 1 })).body, (await create()).body];
    await join(usedUp.code);
    await expire(expired.id);
    const withdrawn = (await create()).body;
    await withdraw(withdrawn.id);
    const other = schoolOf(app, anAdminOfNewInstitution());
    const [past, archived] = [await school.class({ until: dayIn(0) }), await school.class()];
    const ofPast = (await create({}, admin, past.id)).body;
    const ofArchived = (await create({}, admin, archived.id)).body;
    await school.call(classes.archiveClass, { params: { id: archived.id } });
    const open = (await create()).body;
    const invitation = (await create({ personId: teacher.userId })).body;
    const answers = [
      ...(await Promise.all(
        [usedUp, expired, withdrawn, ofPast, ofArchived, invitation].map(({ code }) => join(code)),
      )),
      await join('34679-ACDEF'),
      await join('not a code'),
      await join(open.code, other.member()),
    ];
    expect(answers.map(codeOf)).toEqual(Array(9).fill(invalid));
    const bodies = answers.map(({ body: { requestId: _, ...rest } }) => JSON.stringify(rest));
    expect(new Set(bodies).size).toBe(1);
  });

  it('joinClass lets the invited person alone use an invitation, once, and erasure removes it', async () => {
    const [invited, erased] = [await school.known(), await school.known()];
    const { body } = await create({ personId: invited.userId, maxUses: 9 });
    expect(body).toMatchObject({ personId: invited.userId, maxUses: 1 });
    expect(codeOf(await join(body.code))).toEqual(invalid);
    expect((await join(body.code, invited)).status).toBe(200);
    const lost = (await create({ personId: erased.userId })).body;
    await deliver(app, deletionOf(erased));
    expect(idsOf(await list())).not.toContain(lost.id);
  });

  it('joinClass admits as many concurrent people as the code has uses', async () => {
    const { body } = await create({ maxUses: 2 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => join(body.code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 422, 422, 422]);
  });

  it('joinClass answers 409 when the class has the maximum number of enrolments', async () => {
    const { body } = await create();
    for (let count = 0; count < 4; count += 1) expect((await join(body.code)).status).toBe(200);
    expect(codeOf(await join(body.code))).toEqual([409, 'enrolment-limit-reached']);
  });

  it('joinClass enrols a person again after an end, and refuses a deleted account', async () => {
    const { body } = await create();
    const pupil = school.member();
    const { id } = (await join(body.code, pupil)).body;
    await school.call(endEnrolment, { params: { id } });
    expect((await join(body.code, pupil)).body.id).not.toBe(id);
    await deliver(app, deletionOf(pupil));
    expect((await join(body.code, pupil)).status).toBe(401);
    expect(
      idsOf(await school.call(listEnrolments, { query: { personId: pupil.userId, state: 'all' } })),
    ).toEqual([]);
  });

  it('joinClass answers 429 after the attempts of a person in an hour, right codes included', async () => {
    const { body } = await create();
    const guesser = school.member();
    for (let attempt = 0; attempt < 6; attempt += 1)
      expect(codeOf(await join('34679-ACDEF', guesser))).toEqual(invalid);
    const refused = await join(body.code, guesser);
    expect(codeOf(refused)).toEqual([429, 'rate-limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
    expect((await join(body.code)).status).toBe(200);
  });

  it('joinClass answers 429 after the joins of one code in an hour, by any number of people', async () => {
    const { body } = await create();
    const [one, two] = [school.member(), school.member()];
    for (const pupil of [one, two])
      for (let count = 0; count < 4; count += 1) expect((await join(body.code, pupil)).status).toBe(200);
    expect(codeOf(await join(body.code))).toEqual([429, 'rate-limited']);
    expect((await join((await create()).body.code)).status).toBe(200);
  });

  it('joinClass answers 503, and enrols no student, while the attempts cannot be counted', async () => {
    const { body } = await create();
    const away = await startUserApp({
      databaseUrl: app.databaseUrl,
      variables: { REDIS_URL: 'redis://127.0.0.1:1' },
    });
    try {
      const answer = await away.call(joinCodes.joinClass, { as: school.member(), body: { code: body.code } });
      expect(codeOf(answer)).toEqual([503, 'rate-limit-unavailable']);
      expect((await list()).body.items[0].uses).toBe(0);
    } finally {
      await away.close();
    }
  });
});

describe('inviteToClass', () => {
  /** An imported person without an account, in the class unless told otherwise. */
  const imported = async (name: string, role: 'student' | 'teacher' = 'student', inClass = true) => {
    const person = school.member({ role });
    await readRows(
      app.databaseUrl,
      `insert into profile (id, institution_id, role, registered_name, created_at, expected)
       values ($1, $2, $3, $4, now(), true)`,
      [person.userId, admin.institutionId, role, name],
    );
    if (inClass) await school.add(classId, [{ personId: person.userId, role }]);
    return person;
  };
  const inviteAs = (as: TestUser, body: object = {}, accept?: string) =>
    school.call(joinCodes.inviteToClass, {
      as,
      params: { id: classId },
      body,
      ...(accept === undefined ? {} : { headers: { accept } }),
    });
  const registration = (person: TestUser, email = 'kim@home.example') => ({
    ...registrationOf(person, { name: 'As registered', email }),
    occurredAt: new Date().toISOString(),
  });

  it('inviteToClass gives one code to each imported student without an account', async () => {
    const [kim, lou] = [await imported('Kim Ivy'), await imported('Lou Reed')];
    await imported('Mo Oak', 'student', false);
    const known = await school.known();
    await school.add(classId, [{ personId: known.userId, role: 'student' }]);
    const { status, body, text } = await inviteAs(teacher, { days: 3 });
    expect([status, body.platform, body.left]).toEqual([201, 'https://school.example/start', 0]);
    expect(body.items.map(({ name, personId }: Record<string, string>) => [name, personId])).toEqual([
      ['Kim Ivy', kim.userId],
      ['Lou Reed', lou.userId],
    ]);
    const days = (Date.parse(body.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(3);
    for (const { code, outcome } of body.items)
      expect([outcome, code]).toEqual(['invited', expect.stringMatching(/^([A-Z0-9]{4}-){3}[A-Z0-9]{4}$/)]);
    const listed = await list();
    expect(listed.body.items).toMatchObject(
      Array(2).fill({ state: 'open', email: null, createdBy: teacher.userId, maxUses: 1 }),
    );
    const rows = await readRows(app.databaseUrl, 'select * from join_code where class_id = $1', [classId]);
    for (const { code } of body.items)
      for (const place of [listed.text, JSON.stringify(rows)]) expect(place).not.toContain(code);
    expect(text).toContain('Kim Ivy');
  });

  it('a profile joined by a registration retains its imported name and classes, and uses the code up', async () => {
    const kim = await imported('Kim Ivy');
    await inviteAs(teacher);
    const event = registration(kim);
    for (const body of [event, event]) expect((await deliver(app, body)).status).toBe(204);
    expect((await app.call(readMe, { as: kim })).body).toMatchObject({
      name: 'Kim Ivy',
      email: 'kim@home.example',
    });
    expect((await app.call(listEnrolments, { as: kim })).body.items).toMatchObject([{ classId }]);
    expect((await list()).body.items).toMatchObject([{ state: 'used-up' }]);
    expect((await inviteAs(teacher)).body).toMatchObject({ items: [], left: 0, expiresAt: null });
    expect((await inviteAs(teacher, { personIds: [kim.userId] })).body.items).toEqual([
      { personId: kim.userId, name: '', email: null, outcome: 'not-invitable' },
    ]);
  });

  it('a registration and an enrolment in the class of its invitation wait for one another in one order', async () => {
    const kim = await imported('Kim Ivy', 'student', false);
    await school.add(classId, [{ personId: kim.userId, role: 'student' }]);
    await inviteAs(teacher);
    const lou = await imported('Lou Reed', 'student', false);
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('select from profile where id = $1 for update', [kim.userId]);
      const registered = deliver(app, registration(kim));
      await waitForBlocked(app.databaseUrl, 'insert into profile');
      const rows = [kim, lou].map(({ userId }) => ({ personId: userId, role: 'student' as const }));
      const added = school.add(classId, rows, teacher);
      await waitUntil(async () => (await readRows(app.databaseUrl, waiting)).length === 2, {
        what: 'the registration and the enrolment that wait for locks',
        timeoutSeconds: 20,
      });
      await holder.query('commit');
      expect((await registered).status).toBe(204);
      expect((await added).body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
        'already',
        'added',
      ]);
    } finally {
      await holder.end();
    }
  });

  it('teachers invite students, admins also teachers, and guardians of students when asked', async () => {
    const [kim, colleague] = [await imported('Kim Ivy'), await imported('Ada Moss', 'teacher')];
    const parent = await imported('Pat Ivy', 'student', false);
    await readRows(
      app.databaseUrl,
      `insert into guardian_link (id, institution_id, guardian_id, student_id, created_by, created_at)
       values (gen_random_uuid(), $1, $2, $3, $4, now())`,
      [admin.institutionId, parent.userId, kim.userId, admin.userId],
    );
    const invitedBy = async (as: TestUser, body: object) =>
      (await inviteAs(as, body)).body.items
        .filter(({ outcome }: { outcome: string }) => outcome === 'invited')
        .map(({ personId }: { personId: string }) => personId)
        .sort();
    expect(await invitedBy(teacher, {})).toEqual([kim.userId]);
    expect(await invitedBy(teacher, { guardians: true })).toEqual([kim.userId, parent.userId].sort());
    expect(await invitedBy(teacher, { personIds: [colleague.userId] })).toEqual([]);
    expect(await invitedBy(admin, {})).toEqual([kim.userId, colleague.userId].sort());
    // An admin of the class’s unit manages the class as well. For other teachers the class does not exist.
    const head = await school.known({ role: 'teacher' });
    const { unitId } = (await school.call(classes.readClass, { params: { id: classId } })).body;
    expect(codeOf(await inviteAs(head))).toEqual([404, 'class-not-found']);
    await school.grant(unitId, head);
    expect(await invitedBy(head, {})).toEqual([kim.userId, colleague.userId].sort());
    const roles = auth
      .invited()
      .at(-1)
      ?.people.map(({ role }) => role);
    expect(roles?.sort()).toEqual(['student', 'teacher']);
  });

  it('a new invitation replaces the earlier one, and people without an open one come first', async () => {
    const [kim] = [await imported('Kim Ivy'), await imported('Aki Ash')];
    await inviteAs(teacher, { personIds: [kim.userId.toUpperCase()] });
    const { body } = await inviteAs(teacher);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['Aki Ash', 'Kim Ivy']);
    expect((await list()).body.items.map(({ state }: { state: string }) => state).sort()).toEqual([
      'open',
      'open',
      'withdrawn',
    ]);
    auth.registered.add(kim.userId);
    expect((await inviteAs(teacher, { personIds: [kim.userId] })).body.items).toMatchObject([
      { personId: kim.userId, outcome: 'has-account' },
    ]);
  });

  it('inviteToClass invites at most 200 people in a request, and says how many are left', async () => {
    await readRows(
      app.databaseUrl,
      `with person as (
         insert into profile (id, institution_id, role, registered_name, created_at, expected)
         select gen_random_uuid(), $1, 'student', 'Student ' || number, now(), true
         from generate_series(1, 202) number returning id)
       insert into enrolment (id, institution_id, class_id, person_id, role, valid_from, created_at)
       select gen_random_uuid(), $1, $2, id, 'student', current_date, now() from person`,
      [admin.institutionId, classId],
    );
    const invite = async () => (await inviteAs(teacher)).body;
    const [first, second] = [await invite(), await invite()];
    expect([first.items.length, first.left, second.items.length, second.left]).toEqual([200, 2, 200, 2]);
    const ids = [first, second].flatMap(({ items }) =>
      items.map(({ personId }: { personId: string }) => personId),
    );
    expect(new Set(ids).size).toBe(202);
    const tooMany = Array.from({ length: 201 }, (_, index) => `${index}@home.example`);
    expect((await inviteAs(teacher, { emails: tooMany })).status).toBe(422);
  });

  it('slips are CSV without formulas, or a page that runs nothing', async () => {
    await imported('=HYPERLINK("http://evil.example")');
    await imported(`<script>alert('1')</script>, Kim`);
    const table = await inviteAs(teacher, {}, 'text/csv');
    expect([table.status, table.headers['content-type']]).toEqual([201, 'text/csv; charset=utf-8']);
    const [header, ...slips] = table.text.trim().split('\r\n');
    expect(header).toBe('name,platform,code,expires');
    expect(slips).toHaveLength(2);
    for (const slip of slips) expect(slip).toMatch(/^"['‹]/);
    const page = await inviteAs(teacher, {}, 'text/html');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringMatching(/^default-src 'none'/),
      'cache-control': 'no-store',
    });
    expect(page.text.match(/<section>/g)).toHaveLength(2);
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('https://school.example/start');
    expect((await inviteAs(teacher, {}, 'image/png')).body.items).toHaveLength(2);
  });

  it('an invited address becomes a student of the class by a registration, once', async () => {
    const email = 'New.Person@Home.example';
    const { body } = await inviteAs(teacher, { emails: [email, 'new.person@home.example'] });
    expect(body.items).toMatchObject([{ name: '', outcome: 'invited' }]);
    const [{ personId }] = body.items;
    expect(auth.invited().at(-1)?.people).toMatchObject([{ personId, role: 'student' }]);
    const person = school.member({ userId: personId });
    for (const _event of [1, 2]) await deliver(app, registration(person, email));
    expect((await app.call(listEnrolments, { as: person })).body.items).toMatchObject([
      { classId, role: 'student', from: dayIn(0), until: null },
    ]);
    expect((await app.call(readMe, { as: person })).body.name).toBe('As registered');
    expect((await list()).body.items).toMatchObject([{ state: 'used-up' }]);
  });

  it('an invited person who joined the class before the registration arrives stays in it once', async () => {
    const email = 'early.bird@home.example';
    const [{ personId }] = (await inviteAs(teacher, { emails: [email] })).body.items;
    const bird = { ...school.member(), userId: personId };
    expect((await join((await create()).body.code, bird)).status).toBe(200);
    expect((await deliver(app, registration(bird, email))).status).toBe(204);
    expect((await app.call(readMe, { as: bird })).body).toMatchObject({ name: 'As registered', email });
    expect((await app.call(listEnrolments, { as: bird })).body.items).toMatchObject([{ classId }]);
  });

  it('a person with an account joins with the code for the address of the account, and no other person does', async () => {
    const owner = school.member();
    await deliver(app, registration(owner, 'owner@home.example'));
    const known = await inviteAs(teacher, { emails: ['OWNER@home.example'] });
    const unknown = await inviteAs(teacher, { emails: ['no-one@home.example'] });
    const shapeOf = ({ body }: TestResponse) =>
      JSON.stringify(body).replace(/[\w-]{36}|(\w{4}-){3}\w{4}|[\w.-]+@[\w.]+|\d{4}-[\dT:.-]+Z/gu, '…');
    expect(shapeOf(known)).toBe(shapeOf(unknown));
    const [{ code }] = known.body.items;
    const stranger = school.member();
    await deliver(app, registration(stranger, 'stranger@home.example'));
    for (const other of [stranger, school.member()]) expect(codeOf(await join(code, other))).toEqual(invalid);
    expect(await join(code.toLowerCase().replaceAll('-', ' '), owner)).toMatchObject({
      status: 200,
      body: { classId, personId: owner.userId },
    });
    expect((await join(code, owner)).status).toBe(200);
    // The account that auth could still make with the code does not enter the class as well.
    await deliver(app, registration(school.member({ userId: known.body.items[0].personId })));
    const { items } = (await list()).body;
    expect(items.map(({ state, uses }: Record<string, unknown>) => [state, uses])).toContainEqual([
      'used-up',
      1,
    ]);
  });

  it('a registration after the class is archived or full makes no enrolment', async () => {
    const people: TestUser[] = [];
    for (const email of ['a@home.example', 'b@home.example']) {
      const [{ personId }] = (await inviteAs(teacher, { emails: [email] })).body.items;
      people.push(school.member({ userId: personId }));
    }
    const [late, later] = people as [TestUser, TestUser];
    for (let count = 0; count < 4; count += 1) await imported(`Student ${count}`);
    await deliver(app, registration(late));
    await school.call(classes.archiveClass, { params: { id: classId } });
    await deliver(app, registration(later));
    for (const person of people)
      expect((await app.call(listEnrolments, { as: person })).body.items).toEqual([]);
  });

  it('withdrawJoinCode withdraws the invitation in auth before it answers', async () => {
    const kim = await imported('Kim Ivy');
    await inviteAs(teacher);
    const [{ id }] = (await list()).body.items;
    expect(codeOf(await withdraw(id, await school.known({ role: 'teacher' })))).toEqual([
      404,
      'join-code-not-found',
    ]);
    expect((await withdraw(id)).status).toBe(204);
    expect(auth.withdrawn().at(-1)).toEqual([kim.userId]);
    expect((await list()).body.items).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('invitations.withdrawn closes the code for people with an account, and not that of a later invitation', async () => {
    const owner = school.member();
    await deliver(app, registration(owner, 'owner@home.example'));
    const inviteOwner = async (days: number) => {
      const { expiresAt, items } = (await inviteAs(teacher, { emails: ['owner@home.example'], days })).body;
      return { expiresAt, ...items[0] };
    };
    const first = await inviteOwner(3);
    const { personId } = first;
    const elsewhere = anAdminOfNewInstitution();
    await deliver(app, withdrawalOf(elsewhere, { personId, expiresAt: first.expiresAt }));
    expect((await list()).body.items).toMatchObject([{ state: 'open' }]);
    const withdrawal = withdrawalOf(teacher, { personId, expiresAt: first.expiresAt });
    for (const _delivery of [1, 2]) expect((await deliver(app, withdrawal)).status).toBe(204);
    expect(codeOf(await join(first.code, owner))).toEqual(invalid);
    expect((await list()).body.items).toMatchObject([{ state: 'withdrawn' }]);
    const [second, third] = [await inviteOwner(4), await inviteOwner(5)];
    expect(third.personId).toBe(second.personId);
    await deliver(app, withdrawalOf(teacher, { personId: second.personId, expiresAt: second.expiresAt }));
    expect((await join(third.code, owner)).status).toBe(200);
    // A used code stays used.
    await deliver(app, withdrawalOf(teacher, { personId: third.personId, expiresAt: third.expiresAt }));
    const states = (await list()).body.items.map(({ state }: { state: string }) => state);
    expect(states).toEqual(['used-up', 'withdrawn', 'withdrawn']);
  });

  it('a registration with another role than the imported one ends enrolments that do not fit', async () => {
    const ada = await imported('Ada Moss', 'teacher');
    await deliver(app, registrationOf({ ...ada, role: 'student' }));
    expect((await app.call(listEnrolments, { as: ada })).body.items).toEqual([]);
  });

  it('user.deleted removes invitations of the person, and used ones of the person’s address', async () => {
    const owner = school.member();
    await deliver(app, registration(owner, 'gone@home.example'));
    const [{ code }] = (await inviteAs(teacher, { emails: ['gone@home.example'] })).body.items;
    await join(code, owner);
    const [{ personId }] = (await inviteAs(teacher, { emails: ['gone@home.example'] })).body.items;
    await deliver(app, deletionOf(owner));
    expect((await list()).body.items).toMatchObject([{ personId, state: 'open' }]);
    await deliver(app, deletionOf(school.member({ userId: personId })));
    expect((await list()).body.items).toEqual([]);
  });

  it('inviteToClass answers 403, 404 and 409 as the other operations of join codes', async () => {
    const learner = await school.known();
    await school.add(classId, [{ personId: learner.userId, role: 'student' }]);
    expect(codeOf(await inviteAs({ ...learner, role: 'teacher' }))).toEqual([403, 'forbidden']);
    for (const as of [await school.known({ role: 'teacher' }), anAdminOfNewInstitution()])
      expect(codeOf(await inviteAs(as))).toEqual([404, 'class-not-found']);
    auth.refuse('invitation-limit-reached');
    expect(codeOf(await inviteAs(teacher, { emails: ['a@home.example'] }))).toEqual([
      409,
      'invitation-limit-reached',
    ]);
    expect((await list()).body.items).toEqual([]);
    await school.call(classes.archiveClass, { params: { id: classId } });
    expect(codeOf(await inviteAs(teacher))).toEqual([409, 'class-archived']);
  });
});
