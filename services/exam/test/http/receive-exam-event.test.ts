import { randomUUID } from 'node:crypto';
import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { receiveExamEvent } from '@ai-teacher/contracts/exam/events.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { defaultInstitutionId } from '@ai-teacher/contracts/values.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, anAttempt, respondCorrectly, submit } from '../arrange.ts';
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
  it('receiveExamEvent erases the attempts, responses and marks of a deleted student only', async () => {
    const deleted = await anAttempt(app);
    const other = await anAttempt(app);
    for (const sitting of [deleted, other]) {
      await respondCorrectly(app, sitting);
      await submit(app, sitting);
    }
    expect((await deliver(userDeleted(deleted.student.userId))).status).toBe(204);
    const countRows = async (table: string, id: string) =>
      (await readRows(app.databaseUrl, `select 1 from ${table} where attempt_id = $1`, [id])).length;
    for (const table of ['response', 'mark']) {
      expect(await countRows(table, deleted.attemptId)).toBe(0);
      expect(await countRows(table, other.attemptId)).toBe(5);
    }
    const params = { id: deleted.attemptId };
    expect((await app.call(readAttempt, { as: deleted.teacher, params })).status).toBe(404);
  });

  it('receiveExamEvent erases the drafts of a deleted teacher and keeps published exams', async () => {
    const draft = await aDraft(app);
    const published = await anAttempt(app);
    for (const { teacher } of [draft, published]) await deliver(userDeleted(teacher.userId));
    expect((await app.call(readExam, { as: draft.teacher, params: { id: draft.examId } })).status).toBe(404);
    expect(
      (await app.call(readExam, { as: published.student, params: { id: published.examId } })).status,
    ).toBe(200);
  });

  it('receiveExamEvent has one effect when an event is delivered several times concurrently', async () => {
    const { student } = await anAttempt(app);
    const event = userDeleted(student.userId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    expect(
      await readRows(app.databaseUrl, 'select id from seen_event where id = $1', [event.id]),
    ).toHaveLength(1);
  });

  it('receiveExamEvent accepts and drops an event without a handler', async () => {
    const event = { ...userDeleted(randomUUID()), type: 'security.alert' };
    const body = { ...event, data: { ...event.data, kind: 'refresh-token-reused' } };
    expect((await app.call(receiveExamEvent, { from: 'auth', body })).status).toBe(204);
  });
});

describe('422', () => {
  it('receiveExamEvent answers 422 for an invalid envelope', async () => {
    const event = { ...userDeleted(randomUUID()), data: {} };
    const answer = await app.call(receiveExamEvent, { from: 'auth', body: event });
    expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
  });
});
