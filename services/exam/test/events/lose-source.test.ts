import { randomUUID } from 'node:crypto';
import { listExams, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Arranged,
  aDraft,
  anAttempt,
  deliver,
  readBack,
  release,
  respondCorrectly,
  submit,
} from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const read = ({ teacher, examId }: Arranged) => app.call(readExam, { as: teacher, params: { id: examId } });
const listed = async ({ teacher, examId }: Arranged) => {
  const { body } = await app.call(listExams, { as: teacher });
  return body.items.find((exam: { examId: string }) => exam.examId === examId);
};

describe.each([
  ['document.deleted', 'deleted'],
  ['document.hidden', 'hidden'],
] as const)('%s', (type, reason) => {
  it(`${type} marks drafts and exams that quote the document for their teacher, and no other exam`, async () => {
    const draft = await aDraft(app);
    const other = await aDraft(app);
    expect((await read(draft)).body.lostSources).toEqual([]);
    expect((await deliver(app, type, { documentId: draft.documentId })).status).toBe(204);
    const lostSources = [{ documentId: draft.documentId, reason, itemCount: draft.items.length }];
    expect((await read(draft)).body).toMatchObject({ items: draft.items, lostSources });
    expect(await listed(draft)).toMatchObject({ lostSources });
    const published = await app.call(publishExam, { as: draft.teacher, params: { id: draft.examId } });
    expect(published.body).toMatchObject({ lostSources });
    expect((await read(other)).body.lostSources).toEqual([]);
  });

  it(`${type} changes nothing for a student who is answering, and shows the student no mark of it`, async () => {
    const sitting = await anAttempt(app);
    await deliver(app, type, { documentId: sitting.documentId });
    await respondCorrectly(app, sitting);
    await submit(app, sitting);
    expect((await release(app, sitting)).body.lostSources).toHaveLength(1);
    const results = await readBack(app, sitting);
    expect(results.body).toMatchObject({ status: 'graded', score: results.body.maxScore });
    expect(results.body.items[0].source.documentId).toBe(sitting.documentId);
    const params = { id: sitting.examId };
    for (const { text } of [results, await app.call(readExam, { as: sitting.student, params })])
      expect(text).not.toContain('lostSources');
    const list = await app.call(listExams, { as: sitting.student, query: { limit: 100 } });
    expect(list.text).not.toMatch(/lostSources|handedOverAt|teacherUnavailable/);
  });
});

describe('both events', () => {
  it('a deletion replaces an earlier hiding, and a later hiding changes nothing', async () => {
    const draft = await aDraft(app);
    const { documentId } = draft;
    for (const type of ['document.hidden', 'document.deleted', 'document.hidden'] as const)
      await deliver(app, type, { documentId });
    expect((await read(draft)).body.lostSources).toMatchObject([{ documentId, reason: 'deleted' }]);
    expect((await deliver(app, 'document.deleted', { documentId: randomUUID() })).status).toBe(204);
  });
});
