import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { UserDeps } from '../../src/deps.ts';
import { deletionOf, deliver, registrationOf } from '../builders.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

const change = (as: TestUser, body: unknown) => app.call(changeMe, { as, body });
const aRegisteredStudent = async (): Promise<TestUser> => {
  const student = aStudent();
  await deliver(app, registrationOf(student, { name: 'Sam Lee' }));
  return student;
};

describe('changeMe 200', () => {
  it('changeMe changes the given fields, retains the others, and answers with the whole profile', async () => {
    const student = await aRegisteredStudent();
    const answer = await change(student, { name: '  Samira Łęcka ', timeZone: 'Europe/Warsaw' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      name: 'Samira Łęcka',
      email: 'sam@school.example',
      locale: 'en',
      timeZone: 'Europe/Warsaw',
    });
    expect((await change(student, { locale: 'pl' })).body).toMatchObject({
      name: 'Samira Łęcka',
      locale: 'pl',
      timeZone: 'Europe/Warsaw',
    });
    expect((await app.call(readMe, { as: student })).body.locale).toBe('pl');
  });

  it('changeMe and readMe give a client a name with markup as inert text', async () => {
    const student = await aRegisteredStudent();
    const answer = await change(student, { name: hostileMarkup });
    expect(answer.body.name).toContain('‹img src=x onerror=alert(1)>');
    for (const { text } of [answer, await app.call(readMe, { as: student })])
      expect(text).not.toMatch(activeMarkup);
  });

  it('changeMe changes nothing when the body is empty', async () => {
    const student = await aRegisteredStudent();
    const before = (await app.call(readMe, { as: student })).body;
    expect((await change(student, {})).body).toEqual(before);
  });

  it('changeMe loses none of three concurrent changes of different fields', async () => {
    const student = await aRegisteredStudent();
    await Promise.all([
      change(student, { name: 'Sami' }),
      change(student, { locale: 'fi-FI' }),
      change(student, { timeZone: 'Europe/Helsinki' }),
    ]);
    expect((await app.call(readMe, { as: student })).body).toMatchObject({
      name: 'Sami',
      locale: 'fi-FI',
      timeZone: 'Europe/Helsinki',
    });
  });

  it('changeMe creates a profile that does not exist yet', async () => {
    expect((await change(aStudent(), { name: 'Early' })).body.name).toBe('Early');
  });

  it('changeMe stores locale and time zone in canonical letter case, and an alias as it was chosen', async () => {
    const student = aStudent();
    expect((await change(student, { locale: 'EN-us', timeZone: 'europe/berlin' })).body).toMatchObject({
      locale: 'en-US',
      timeZone: 'Europe/Berlin',
    });
    expect((await change(student, { timeZone: 'Europe/Kyiv' })).body.timeZone).toBe('Europe/Kyiv');
  });
});

describe('changeMe 401', () => {
  it('changeMe answers 401 to a token whose account was deleted', async () => {
    const student = await aRegisteredStudent();
    await deliver(app, deletionOf(student));
    const answer = await change(student, { name: 'Back again' });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'token-invalid' });
  });

  it('changeMe stores nothing when the account is deleted during the change', async () => {
    const student = await aRegisteredStudent();
    const eraser = new pg.Client({ connectionString: app.databaseUrl });
    await eraser.connect();
    await eraser.query('begin');
    await eraser.query(
      'update profile set registered_name = null, email = null, erased_at = now() where id = $1',
      [student.userId],
    );
    const changing = change(student, { name: 'Too late' });
    await waitForBlocked(app.databaseUrl, 'update "profile"');
    await eraser.query('commit');
    await eraser.end();
    const answer = await changing;
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'token-invalid' });
  });
});

describe('changeMe 422', () => {
  it.each([
    ['/name', { name: '   ' }],
    ['/name', { name: 'x'.repeat(201) }],
    ['/name', { name: 'Sam\u0000' }],
    ['/name', { name: null }],
    ['/locale', { locale: 'en_US' }],
    ['/locale', { locale: 'not a language' }],
    ['/locale', { locale: ['en'] }],
    ['/timeZone', { timeZone: 'Mars/Olympus' }],
    ['/timeZone', { timeZone: '+02:00' }],
    ['/timeZone', { timeZone: '' }],
  ])('changeMe answers 422 and points to %s for %j', async (pointer, body) => {
    const answer = await change(aStudent(), body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'input-invalid' });
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) });
  });

  it.each(['id', 'role', 'email', 'institutionId', 'erasedAt'])(
    'changeMe answers 422 when a client sets %s',
    async (field) => {
      const student = await aRegisteredStudent();
      const before = (await app.call(readMe, { as: student })).body;
      const answer = await change(student, { name: 'Mallory', [field]: 'admin' });
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toContainEqual({ pointer: `/${field}`, message: expect.any(String) });
      expect((await app.call(readMe, { as: student })).body).toEqual(before);
    },
  );
});
