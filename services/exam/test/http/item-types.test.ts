import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { generateExam, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { correctItem } from '@ai-teacher/contracts/exam/marking/corrections.ts';
import { listWaitingAnswers, markGroup } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Arranged,
  aDraft,
  readBack,
  respond,
  type ShownItem,
  type Sitting,
  submit,
  submitAndRelease,
} from '../arrange.ts';
import { type Body, editing, written } from '../edit-arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const { add, change, drop, itemsNow } = editing(() => app);
const source = (documentId: string) => ({
  documentId,
  pageNumber: 2,
  quote: 'A tributary is a stream that flows into a larger one.',
});

/** A draft whose only items are these. */
const aDraftOf = async (...items: Body[]): Promise<Arranged> => {
  const draft = await aDraft(app, { itemCount: 1, types: ['true_false'] });
  for (const item of items) {
    const answer = await add(draft, { ...item, source: source(draft.documentId) });
    if (answer.status !== 201) throw new Error(`addItem failed: ${answer.text}`);
  }
  await drop(draft, draft.items[0]?.itemId ?? '');
  return { ...draft, items: await itemsNow(draft) };
};

const started = async (exam: Arranged): Promise<Sitting & { shown: ShownItem[] }> => {
  await app.call(publishExam, { as: exam.teacher, params: { id: exam.examId } });
  const student = aStudent();
  const { body } = await app.call(startAttempt, { as: student, params: { id: exam.examId } });
  return { ...exam, student, attemptId: body.attemptId, shown: body.items };
};
const faultAt = (pointer: string) => ({
  status: 422,
  body: { code: 'input-invalid', errors: [expect.objectContaining({ pointer })] },
});

describe('numeric', () => {
  const speed = {
    type: 'numeric',
    stem: 'How fast does the river flow at its mouth?',
    key: '36',
    points: 2,
    quantity: { unit: 'km/h', tolerance: 1, shareWithoutUnit: 0.25 },
  };
  const count = { type: 'numeric', stem: 'How many mouths does the river have?', key: '7' };

  it('addItem and changeItem store the quantity, and the decimal sign is that of the page', async () => {
    const draft = await aDraftOf(speed);
    const [item] = draft.items;
    const quantity = { ...speed.quantity, decimalSign: '.' };
    expect(item).toMatchObject({ ...speed, quantity, asksForUnit: true });
    const changed = await change(draft, item?.itemId ?? '', { quantity: { unit: 'm/s' }, key: '10' });
    expect(changed).toMatchObject({
      status: 200,
      body: { items: [{ key: '10', quantity: { unit: 'm/s', decimalSign: '.' } }] },
    });
    expect(changed.body.items[0].quantity).not.toHaveProperty('tolerance');
  });

  it('addItem answers 422 and names the fault of a numeric item, and the exam stays as it was', async () => {
    const draft = await aDraft(app, { itemCount: 1 });
    const faults: [Body, string][] = [
      [{ key: 'seven' }, '/key'],
      [{ key: '7 km' }, '/key'],
      // A key with two readings.
      [{ key: '1,500' }, '/key'],
      [{ key: ['7'] }, '/key'],
      [{ quantity: { unit: 'apples' } }, '/quantity/unit'],
      [{ quantity: { tolerance: -1 } }, '/quantity/tolerance'],
      [{ quantity: { shareWithoutUnit: 2 } }, '/quantity/shareWithoutUnit'],
      [{ options: ['a', 'b'].map((optionId) => ({ optionId, text: optionId })) }, '/options'],
      [{ type: 'true_false', key: true, quantity: { unit: 'm' } }, '/quantity'],
    ];
    for (const [given, pointer] of faults)
      expect(await add(draft, written(draft, { ...count, ...given }))).toMatchObject(faultAt(pointer));
    expect(await itemsNow(draft)).toHaveLength(1);
  });

  it('students see whether a unit is asked for, but neither key nor quantity before the release', async () => {
    const sitting = await started(await aDraftOf(speed, count));
    const shown = Object.fromEntries(sitting.shown.map((item) => [item.stem, item]));
    expect(shown[speed.stem]).toMatchObject({ type: 'numeric', asksForUnit: true });
    expect(shown[count.stem]).toMatchObject({ type: 'numeric', asksForUnit: false });
    const { body } = await app.call(readExam, { as: sitting.student, params: { id: sitting.examId } });
    for (const item of [...sitting.shown, ...body.items])
      for (const secret of ['key', 'quantity', 'source']) expect(item).not.toHaveProperty(secret);
  });

  it('saveResponse answers 422 for other shapes than a short text, and the saved response stays', async () => {
    const sitting = await started(await aDraftOf(speed));
    const itemId = sitting.items[0]?.itemId ?? '';
    expect((await respond(app, sitting, itemId, '36 km/h')).status).toBe(204);
    for (const response of [true, ['36'], '3'.repeat(201)])
      expect(await respond(app, sitting, itemId, response)).toMatchObject(faultAt('/response'));
    const { body } = await readBack(app, sitting);
    expect(body.items[0].response).toBe('36 km/h');
  });

  it.each([
    ['10 m/s', 2, 'This answer is correct.'],
    ['36,5 km/h', 2, 'This answer is correct.'],
    ['36', 0.5, 'Its unit is missing.'],
    ['36 km', 0, 'Its unit measures something else'],
    ['40 km/h', 0, 'This answer is not correct.'],
  ])(
    'the response %s gets %d points, with feedback after the release only',
    async (response, score, feedback) => {
      const sitting = await started(await aDraftOf(speed));
      await respond(app, sitting, sitting.items[0]?.itemId ?? '', response);
      await submit(app, sitting);
      const before = (await readBack(app, sitting)).body.items[0];
      expect(before).toMatchObject({ score: null, feedback: null, source: null });
      const { body } = await submitAndRelease(app, sitting);
      expect(body).toMatchObject({ status: 'graded', score, maxScore: 2 });
      expect(body.items[0]).toMatchObject({ markedBy: { kind: 'rule' } });
      expect(body.items[0].feedback).toContain(feedback);
    },
  );

  it('an answer that rules cannot read waits in the queue, whose teacher sees key and quantity', async () => {
    const sitting = await started(await aDraftOf(speed));
    const itemId = sitting.items[0]?.itemId ?? '';
    await respond(app, sitting, itemId, 'thirty-six km/h');
    await submit(app, sitting);
    const queue = await app.call(listWaitingAnswers, { as: sitting.teacher, params: { itemId } });
    expect(queue.body).toMatchObject({
      type: 'numeric',
      key: '36',
      quantity: { unit: 'km/h' },
      groups: [{ answers: [{ response: 'thirty-six km/h', suggestion: null }] }],
    });
    const marked = await app.call(markGroup, {
      as: sitting.teacher,
      params: { itemId },
      body: { attemptIds: [sitting.attemptId], score: 2 },
    });
    expect(marked.body.items).toMatchObject([{ outcome: 'marked' }]);
  });

  it('correctItem accepts another number only', async () => {
    const sitting = await started(await aDraftOf(speed));
    const params = { id: sitting.examId, itemId: sitting.items[0]?.itemId ?? '' };
    const correct = (key: unknown) =>
      app.call(correctItem, { as: sitting.teacher, params, body: { key, credit: 'either_key' } });
    expect(await correct('fast')).toMatchObject(faultAt('/key'));
    expect((await correct('72')).status).toBe(202);
    await respond(app, sitting, params.itemId, '20 m/s');
    expect((await submitAndRelease(app, sitting)).body.score).toBe(2);
  });

  it('generateExam writes numeric items where they are wanted, and none otherwise', async () => {
    expect((await aDraft(app)).items.map(({ type }) => type)).not.toContain('numeric');
    const documentId = randomUUID();
    const text = `Heat

Pure water begins to boil at 100 °C when it is heated at the coast. The air of a warm room carries sound with a speed of 343 m/s to every ear.`;
    const pages = [{ pageNumber: 1, pageLabel: '1', text, headings: [] }];
    app.shelf.set(documentId, { title: 'Heat', pages });
    const { body } = await app.call(generateExam, {
      as: aTeacher(),
      body: { documentIds: [documentId], itemCount: 5, types: ['numeric'] },
    });
    expect(body.shortfall).toMatchObject({ requested: 5, made: 2 });
    expect(body.items.map(({ key, quantity }: Body) => [key, quantity])).toEqual([
      ['100', { unit: '°C', decimalSign: '.' }],
      ['343', { unit: 'm/s', decimalSign: '.' }],
    ]);
    expect(body.items[0]).toMatchObject({ writtenBy: 'rules', asksForUnit: true });
    expect(body.items[0]).not.toHaveProperty('warnings');
  });
});
