import { examSummary, generateExam, listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDocument, aDraft, aPublishedExam } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const idsOf = (answer: { body: { items: { examId: string }[] } }) =>
  answer.body.items.map(({ examId }) => examId);

describe('200', () => {
  it('listExams lists a teacher’s own exams and drafts, and no exam of another teacher', async () => {
    const first = await aDraft(app);
    clock.advance({ seconds: 1 });
    const second = await aPublishedExam(app);
    const answer = await app.call(listExams, { as: first.teacher });
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual([first.examId]);
    expect(examSummary.parse(answer.body.items[0])).toMatchObject({
      status: 'draft',
      itemCount: 5,
      maxScore: first.items.reduce((sum, { points }) => sum + points, 0),
    });
    expect(idsOf(await app.call(listExams, { as: second.teacher }))).toEqual([second.examId]);
  });

  it('listExams lists for a student the published exams of their institution only', async () => {
    const draft = await aDraft(app);
    const published = await aPublishedExam(app);
    const seen = idsOf(await app.call(listExams, { as: aStudent(), query: { limit: 100 } }));
    expect(seen).toContain(published.examId);
    expect(seen).not.toContain(draft.examId);
    const stranger = aStudent({ institutionId: '00000000-0000-4000-8000-0000000000ff' });
    expect((await app.call(listExams, { as: stranger })).body).toEqual({ items: [], nextCursor: null });
  });

  it('listExams returns each exam once across pages, also exams of the same instant', async () => {
    const { teacher, examId } = await aDraft(app);
    const made = [examId];
    for (let count = 0; count < 4; count += 1) {
      const body = { documentIds: [aDocument(app)], itemCount: 1 };
      made.push((await app.call(generateExam, { as: teacher, body })).body.examId);
    }
    const listed: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string | number> = { limit: 2, ...(cursor === null ? {} : { cursor }) };
      const answer = await app.call(listExams, { as: teacher, query });
      listed.push(...idsOf(answer));
      cursor = answer.body.nextCursor;
    } while (cursor !== null);
    expect(listed.toSorted()).toEqual(made.toSorted());
    expect(new Set(listed).size).toBe(5);
  });
});

describe('422', () => {
  it.each([
    [{ limit: 0 }, '/query/limit'],
    [{ limit: 101 }, '/query/limit'],
    [{ cursor: 'bm90LWEtY3Vyc29y' }, '/query/cursor'],
    [{ cursor: Buffer.from('2026-01-01T00:00:00Z/1').toString('base64url') }, '/query/cursor'],
  ])('listExams answers 422 with the pointer of the fault for %j', async (query, pointer) => {
    const answer = await app.call(listExams, { as: aTeacher(), query: query as Record<string, string> });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });
});
