import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeItem, overruleWarning } from '@ai-teacher/contracts/exam/item-editing.ts';
import { aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Arranged, aDraft, anAttempt } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const paramsOf = ({ examId, items }: Arranged) => ({ id: examId, itemId: items[0]?.itemId ?? '' });
const change = (exam: Arranged, stem: string) =>
  app.call(changeItem, { as: exam.teacher, params: paramsOf(exam), body: { stem } });
const overrule = (exam: Arranged, flaw: string, as = exam.teacher) =>
  app.call(overruleWarning, {
    as,
    params: { ...paramsOf(exam), flaw: flaw as 'absolute-term' },
    body: { reason: 'The class has learned this wording.' },
  });
const aStatement = () => aDraft(app, { itemCount: 1, types: ['true_false'] });

describe('200', () => {
  it('changeItem warns of the flaws of the changed item, and overruleWarning stores a reason until the next change', async () => {
    const exam = await aStatement();
    expect(exam.items[0]).not.toHaveProperty('warnings');
    const changed = await change(exam, 'A delta is always a fan of sediment.');
    expect(changed.body.items[0].warnings).toEqual([{ flaw: 'absolute-term' }]);
    const answer = await overrule(exam, 'absolute-term');
    expect(answer.status).toBe(200);
    const warnings = [
      {
        flaw: 'absolute-term',
        overruled: { reason: 'The class has learned this wording.', at: expect.any(String) },
      },
    ];
    expect(answer.body.items[0].warnings).toEqual(warnings);
    const read = await app.call(readExam, { as: exam.teacher, params: { id: exam.examId } });
    expect(read.body.items[0].warnings).toEqual(warnings);
    const again = await change(exam, 'A delta is never a fan of sediment.');
    expect(again.body.items[0].warnings).toEqual([{ flaw: 'absolute-term' }]);
    expect((await change(exam, 'A delta is a fan of sediment.')).body.items[0]).not.toHaveProperty(
      'warnings',
    );
  });
});

describe('404', () => {
  it('overruleWarning answers 404 for a flaw that the item does not have, another item and another teacher', async () => {
    const exam = await aStatement();
    expect((await overrule(exam, 'absolute-term')).body.code).toBe('warning-not-found');
    const unknown = await app.call(overruleWarning, {
      as: exam.teacher,
      params: { id: exam.examId, itemId: exam.examId, flaw: 'absolute-term' },
      body: { reason: 'No matter.' },
    });
    expect(unknown.body.code).toBe('item-not-found');
    expect((await overrule(exam, 'absolute-term', aTeacher())).body.code).toBe('exam-not-found');
  });
});

describe('409', () => {
  it('overruleWarning answers 409 once students have started the exam', async () => {
    const sitting = await anAttempt(app);
    expect((await overrule(sitting, 'absolute-term')).body.code).toBe('exam-has-attempts');
  });
});
