import { randomUUID } from 'node:crypto';
import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, anAttempt, respondRightly, submit } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const userDeleted = (userId: string) => ({
  id: randomUUID(),
  type: 'user.deleted',
  occurredAt: new Date().toISOString(),
  requestId: randomUUID(),
  traceparent: null,
  institutionId: defaultInstitutionId,
  subject: userId,
  data: { userId },
});
const deliver = (event: ReturnType<typeof userDeleted>) =>
  app.call(receiveExamEvent, { from: 'auth', body: event });

describe('204', () => {
  it('erases the attempts of a deleted student with responses and marks, and nobody else’s', async () => {
    const gone = await anAttempt(app);
    const stays = await anAttempt(app);
    for (const sitting of [gone, stays]) {
      await respondRightly(app, sitting);
      await submit(app, sitting);
    }
    expect((await deliver(userDeleted(gone.student.userId))).status).toBe(204);
    const left = async (table: string, id: string) =>
      (await readRows(app.databaseUrl, `select 1 from ${table} where attempt_id = $1`, [id])).length;
    for (const table of ['response', 'mark']) {
      expect(await left(table, gone.attemptId)).toBe(0);
      expect(await left(table, stays.attemptId)).toBe(5);
    }
    const params = { id: gone.attemptId };
    expect((await app.call(readAttempt, { as: gone.teacher, params })).status).toBe(404);
  });

  it('erases the drafts of a deleted teacher and keeps what students have sat', async () => {
    const draft = await aDraft(app);
    const sat = await anAttempt(app);
    for (const { teacher } of [draft, sat]) await deliver(userDeleted(teacher.userId));
    expect((await app.call(readExam, { as: draft.teacher, params: { id: draft.examId } })).status).toBe(404);
    expect((await app.call(readExam, { as: sat.student, params: { id: sat.examId } })).status).toBe(200);
  });

  it('has one effect when the same event is delivered again, also at the same time', async () => {
    const { student } = await anAttempt(app);
    const event = userDeleted(student.userId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(
      await readRows(app.databaseUrl, 'select id from seen_event where id = $1', [event.id]),
    ).toHaveLength(1);
  });

  it('accepts and drops an event it has no use for', async () => {
    const event = { ...userDeleted(randomUUID()), type: 'security.alert' };
    const body = { ...event, data: { ...event.data, kind: 'refresh-token-reused' } };
    expect((await app.call(receiveExamEvent, { from: 'auth', body })).status).toBe(204);
  });
});

describe('422', () => {
  it('refuses an envelope that is none', async () => {
    const event = { ...userDeleted(randomUUID()), data: {} };
    const answer = await app.call(receiveExamEvent, { from: 'auth', body: event });
    expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
  });
});
