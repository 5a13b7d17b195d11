import { publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDraft, publishedAbout } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const inHours = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000).toISOString();

describe('200', () => {
  it('publishExam stores the window and the duration, and publishes exam.published', async () => {
    const { teacher, examId } = await aDraft(app);
    const window = { opensAt: inHours(1), closesAt: inHours(3), durationMinutes: 45 };
    const answer = await app.call(publishExam, { as: teacher, params: { id: examId }, body: window });
    expect(answer).toMatchObject({ status: 200, body: { examId, status: 'published', ...window } });
    expect(answer.body.items[0]).toHaveProperty('key');
    expect(await publishedAbout(app, examId)).toEqual([
      {
        type: 'exam.published',
        data: {
          examId,
          teacherId: teacher.userId,
          title: answer.body.title,
          opensAt: window.opensAt,
          closesAt: window.closesAt,
        },
      },
    ]);
  });

  it('publishExam needs no body', async () => {
    const { teacher, examId } = await aDraft(app);
    const answer = await app.call(publishExam, { as: teacher, params: { id: examId } });
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'published', opensAt: null, closesAt: null, durationMinutes: null },
    });
  });
});

describe('404', () => {
  it('publishExam answers 404 to another teacher', async () => {
    const { examId } = await aDraft(app);
    const answer = await app.call(publishExam, { as: aTeacher(), params: { id: examId }, body: {} });
    expect(answer).toMatchObject({ status: 404, body: { code: 'exam-not-found' } });
  });
});

describe('409', () => {
  it('publishExam publishes once, and answers 409 to the other concurrent requests', async () => {
    const { teacher, examId } = await aDraft(app);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        app.call(publishExam, { as: teacher, params: { id: examId }, body: {} }),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('exam-already-published');
    expect(await publishedAbout(app, examId)).toHaveLength(1);
  });
});

describe('422', () => {
  it.each([
    [() => ({ closesAt: inHours(-1) }), '/closesAt'],
    [() => ({ opensAt: inHours(2), closesAt: inHours(1) }), '/closesAt'],
    [() => ({ opensAt: 'tomorrow' }), '/opensAt'],
    [() => ({ durationMinutes: 0 }), '/durationMinutes'],
    [() => ({ status: 'draft' }), '/status'],
  ])(
    'publishExam answers 422 with the pointer of the fault and publishes nothing (%#)',
    async (window, pointer) => {
      const { teacher, examId } = await aDraft(app);
      const answer = await app.call(publishExam, { as: teacher, params: { id: examId }, body: window() });
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toBe(pointer);
      expect(await publishedAbout(app, examId)).toEqual([]);
    },
  );
});
