import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aStudent, aTeacher, aUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserDeps } from '../../src/deps.ts';
import { deletionOf, deliver, registrationOf } from '../builders.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

describe('200', () => {
  it('shows what the registration told', async () => {
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

  it('makes the profile on first sight, without the e-mail that no token has', async () => {
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

  it('makes one profile when it is first seen many times at once', async () => {
    const student = aStudent();
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.call(readMe, { as: student })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(
      await readRows(app.databaseUrl, 'select from profile where id = $1', [student.userId]),
    ).toHaveLength(1);
  });

  it('shows role and institution as the token has them, whatever was told before', async () => {
    const student = aStudent();
    await deliver(app, registrationOf(student));
    const promoted = { ...student, role: 'teacher' as const };
    expect((await app.call(readMe, { as: promoted })).body.role).toBe('teacher');
  });

  it('shows nobody else', async () => {
    const [sam, kim] = [aUser(), aUser()];
    await deliver(app, registrationOf(sam, { name: 'Sam' }));
    await deliver(app, registrationOf(kim, { name: 'Kim' }));
    expect((await app.call(readMe, { as: kim })).body).toMatchObject({ id: kim.userId, name: 'Kim' });
  });
});

describe('401', () => {
  it('answers a token whose account is gone, and makes no profile of it', async () => {
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

describe('the house', () => {
  it('has one institution from the start', async () => {
    expect(await readRows(app.databaseUrl, 'select id from institution')).toEqual([
      { id: defaultInstitutionId },
    ]);
  });
});
