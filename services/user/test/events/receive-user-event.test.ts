import { receiveUserEvent } from '@ai-teacher/contracts/user/events.ts';
import { changeMe, readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
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

describe('receiveUserEvent 204: user.registered', () => {
  it('user.registered fills a profile that an earlier readMe created', async () => {
    const student = aStudent();
    await app.call(readMe, { as: student });
    expect((await deliver(app, registrationOf(student, { name: 'Sam Lee' }))).status).toBe(204);
    expect((await app.call(readMe, { as: student })).body).toMatchObject({
      name: 'Sam Lee',
      email: 'sam@school.example',
    });
  });

  it('user.registered does not overwrite a chosen name, but sets the e-mail', async () => {
    const student = aStudent();
    await app.call(changeMe, { as: student, body: { name: 'Sami', locale: 'fi' } });
    await deliver(app, registrationOf(student, { name: 'Sam Lee' }));
    expect((await app.call(readMe, { as: student })).body).toMatchObject({
      name: 'Sami',
      email: 'sam@school.example',
      locale: 'fi',
    });
  });

  it('user.registered has one effect when ten deliveries arrive concurrently', async () => {
    const student = aStudent();
    const event = registrationOf(student);
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(app, event)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(204));
    expect(await readRows(app.databaseUrl, 'select from seen_event where id = $1', [event.id])).toHaveLength(
      1,
    );
  });

  it('user.registered does not restore a profile whose deletion arrived first', async () => {
    const student = aStudent();
    await deliver(app, deletionOf(student));
    expect((await deliver(app, registrationOf(student))).status).toBe(204);
    expect((await app.call(readMe, { as: student })).status).toBe(401);
  });
});

describe('receiveUserEvent 204: user.deleted', () => {
  it('user.deleted leaves no personal data in the profile', async () => {
    const student = aStudent();
    await deliver(app, registrationOf(student));
    await app.call(changeMe, {
      as: student,
      body: { name: 'Sami', locale: 'fi', timeZone: 'Europe/Helsinki' },
    });
    const event = deletionOf(student);
    expect((await deliver(app, event)).status).toBe(204);
    expect((await deliver(app, event)).status).toBe(204);
    const columns = 'registered_name, chosen_name, email, locale, time_zone';
    expect(
      await readRows(app.databaseUrl, `select ${columns} from profile where id = $1`, [student.userId]),
    ).toEqual([{ registered_name: null, chosen_name: null, email: null, locale: 'en', time_zone: 'UTC' }]);
  });

  it('user.deleted wins over concurrent registrations, reads and changes', async () => {
    const students = Array.from({ length: 8 }, () => aStudent());
    await Promise.all(
      students.flatMap((student) => [
        app.call(readMe, { as: student }),
        deliver(app, registrationOf(student)),
        deliver(app, deletionOf(student)),
        app.call(changeMe, { as: student, body: { name: 'Sami' } }),
      ]),
    );
    for (const student of students) expect((await app.call(readMe, { as: student })).status).toBe(401);
    expect(
      await readRows(
        app.databaseUrl,
        'select from profile where id = any ($1) and (erased_at is null or num_nonnulls(registered_name, chosen_name, email) > 0)',
        [students.map(({ userId }) => userId)],
      ),
    ).toEqual([]);
  });
});

describe('receiveUserEvent 422', () => {
  it('receiveUserEvent answers 422 to an event of a type or shape that auth does not publish', async () => {
    const student = aStudent();
    const event = registrationOf(student);
    for (const body of [
      { ...event, type: 'user.promoted' },
      { ...event, data: { ...event.data, role: 'root' } },
      { ...event, id: 'not-a-uuid' },
    ]) {
      const answer = await app.call(receiveUserEvent, { from: 'auth', body });
      expect({ status: answer.status, code: answer.body.code }).toEqual({
        status: 422,
        code: 'input-invalid',
      });
    }
  });
});
