import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { anAdmin, aStudent, aTeacher, aUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userEnvironment } from '../../src/config.ts';
import type { UserDeps } from '../../src/deps.ts';
import { deletionOf, deliver, registrationOf } from '../builders.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

describe('readMe 200', () => {
  it('readMe shows the name and the e-mail of the registration', async () => {
    const teacher = aTeacher();
    await deliver(app, registrationOf(teacher, { name: 'Ada Byron', email: 'ada@school.example' }));
    const answer = await app.call(readMe, { as: teacher });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id: teacher.userId,
      name: 'Ada Byron',
      email: 'ada@school.example',
      role: 'teacher',
      locale: 'en',
      timeZone: 'UTC',
      institutionId: defaultInstitutionId,
    });
  });

  it('readMe creates a missing profile, without an e-mail because the token has none', async () => {
    const student = aStudent();
    expect((await app.call(readMe, { as: student })).body).toEqual({
      id: student.userId,
      name: '',
      role: 'student',
      locale: 'en',
      timeZone: 'UTC',
      institutionId: defaultInstitutionId,
    });
  });

  it('readMe creates one profile when the first twenty requests are concurrent', async () => {
    const student = aStudent();
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.call(readMe, { as: student })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(
      await readRows(app.databaseUrl, 'select from profile where id = $1', [student.userId]),
    ).toHaveLength(1);
  });

  it('readMe shows the role of the token, not the role of the registration', async () => {
    const student = aStudent();
    await deliver(app, registrationOf(student));
    const promoted = { ...student, role: 'teacher' as const };
    expect((await app.call(readMe, { as: promoted })).body.role).toBe('teacher');
  });

  it('readMe shows the profile of the caller, not of another user', async () => {
    const [sam, kim] = [aUser(), aUser()];
    await deliver(app, registrationOf(sam, { name: 'Sam' }));
    await deliver(app, registrationOf(kim, { name: 'Kim' }));
    expect((await app.call(readMe, { as: kim })).body).toMatchObject({ id: kim.userId, name: 'Kim' });
  });
});

describe('the address of traces', () => {
  const tracesUrl = 'https://ops.example/jaeger/';
  let traced: TestApp<UserDeps>;
  beforeAll(async () => {
    traced = await startUserApp({ variables: { TRACES_URL: tracesUrl } });
  });
  afterAll(() => traced.close());

  it('readMe and changeMe name it to an admin', async () => {
    const admin = anAdmin();
    expect((await traced.call(readMe, { as: admin })).body.tracesUrl).toBe(tracesUrl);
    expect((await traced.call(changeMe, { as: admin, body: { name: 'Ada' } })).body.tracesUrl).toBe(
      tracesUrl,
    );
  });

  it.each([aStudent(), aTeacher()])('readMe and changeMe do not name it to a $role', async (person) => {
    for (const answer of [
      await traced.call(readMe, { as: person }),
      await traced.call(changeMe, { as: person, body: { name: 'Sam' } }),
    ]) {
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toContain('ops.example');
    }
  });

  it('readMe names it to no admin of a deployment without it', async () => {
    const { body } = await app.call(readMe, { as: anAdmin() });
    expect(body).toMatchObject({ role: 'admin' });
    expect(body).not.toHaveProperty('tracesUrl');
  });

  it.each(['javascript:alert(1)', 'ftp://ops.example', 'ops.example'])(
    'the service does not start with %s, which is no http or https address',
    (url) => {
      const environment = userEnvironment.pick({ TRACES_URL: true });
      expect(environment.safeParse({ TRACES_URL: url }).success).toBe(false);
      expect(environment.parse({ TRACES_URL: '' })).toEqual({ TRACES_URL: undefined });
    },
  );
});

describe('readMe 401', () => {
  it('readMe answers 401 to a token whose account was deleted, and creates no profile', async () => {
    const [known, unknown] = [aStudent(), aStudent()];
    await deliver(app, registrationOf(known));
    for (const student of [known, unknown]) {
      await deliver(app, deletionOf(student));
      const answer = await app.call(readMe, { as: student });
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 401,
        code: 'token-invalid',
      });
    }
  });
});

describe('the database of user', () => {
  it('the database of user contains one institution from the start', async () => {
    expect(await readRows(app.databaseUrl, 'select id from institution')).toEqual([
      { id: defaultInstitutionId },
    ]);
  });
});
