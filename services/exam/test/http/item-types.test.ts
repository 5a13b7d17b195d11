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

describe('ordering', () => {
  const order = {
    type: 'ordering',
    stem: 'Put the parts of a river in order, from the spring to the sea.',
    options: ['spring', 'brook', 'river', 'estuary'].map((text, at) => ({ optionId: String(at + 1), text })),
    key: ['1', '2', '3', '4'],
    points: 6,
  };
  const textsOf = ({ options = [] }: ShownItem, ids: readonly string[]) =>
    ids.map((id) => options.find(({ optionId }) => optionId === id)?.text);
  const keyOf = ({ items }: Arranged): string[] => items[0]?.key as string[];

  it('addItem stores an ordering item with ids that do not reveal the key', async () => {
    const draft = await aDraftOf({ ...order, scoring: 'all_or_nothing' });
    const [item] = draft.items;
    expect(item).toMatchObject({ type: 'ordering', scoring: 'all_or_nothing', points: 6 });
    expect(textsOf(item as ShownItem, keyOf(draft))).toEqual(['spring', 'brook', 'river', 'estuary']);
    expect(keyOf(draft)).not.toEqual(keyOf(draft).toSorted());
    const changed = await change(draft, item?.itemId ?? '', { scoring: 'partial' });
    expect(changed.body.items[0]).toMatchObject({ scoring: 'partial', key: keyOf(draft) });
  });

  it('addItem answers 422 and names the fault of an ordering item', async () => {
    const draft = await aDraft(app, { itemCount: 1 });
    const faults: [Body, string][] = [
      [{ key: ['1', '2', '3'] }, '/key'],
      [{ key: ['1', '2', '3', '3'] }, '/key'],
      [{ key: ['1', '2', '3', 'x'] }, '/key'],
      [{ key: '1' }, '/key'],
      [{ options: order.options.slice(0, 2), key: ['1', '2'] }, '/options'],
      [{ options: undefined }, '/options'],
      [{ scoring: 'some' }, '/scoring'],
      [{ type: 'multiple_choice', scoring: 'partial' }, '/scoring'],
    ];
    for (const [given, pointer] of faults) {
      const answer = await add(draft, written(draft, { ...order, ...given }));
      expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    }
    expect(await itemsNow(draft)).toHaveLength(1);
  });

  it('no student sees the options in the order of the key, also without shuffling', async () => {
    const draft = await aDraftOf(order);
    await app.call(publishExam, {
      as: draft.teacher,
      params: { id: draft.examId },
      body: { shuffle: false },
    });
    for (let count = 0; count < 12; count += 1) {
      const student = aStudent();
      const before = await app.call(readExam, { as: student, params: { id: draft.examId } });
      const { body } = await app.call(startAttempt, { as: student, params: { id: draft.examId } });
      expect(before.body.items[0].options).toEqual(body.items[0].options);
      const ids = body.items[0].options.map(({ optionId }: { optionId: string }) => optionId);
      expect(ids.toSorted()).toEqual(keyOf(draft).toSorted());
      expect(ids).not.toEqual(keyOf(draft));
      expect(body.items[0]).not.toHaveProperty('key');
    }
  });

  it('saveResponse stores whole orders only, and null clears the order', async () => {
    const sitting = await started(await aDraftOf(order));
    const itemId = sitting.items[0]?.itemId ?? '';
    const [first = '', ...rest] = keyOf(sitting);
    expect((await respond(app, sitting, itemId, [...rest, first])).status).toBe(204);
    for (const response of [rest, [...rest, rest[0]], [...rest, 'x'], first, true])
      expect(await respond(app, sitting, itemId, response)).toMatchObject(faultAt('/response'));
    const saved = async () => (await readBack(app, sitting)).body.items[0].response;
    expect(await saved()).toEqual([...rest, first]);
    expect((await respond(app, sitting, itemId, null)).status).toBe(204);
    expect(await saved()).toBeNull();
  });

  it('an order gets its share of the points and the number of correct pairs after the release', async () => {
    const sitting = await started(await aDraftOf(order));
    const [first = '', second = '', ...rest] = keyOf(sitting);
    await respond(app, sitting, sitting.items[0]?.itemId ?? '', [second, first, ...rest]);
    await submit(app, sitting);
    expect((await readBack(app, sitting)).body.items[0]).toMatchObject({ score: null, feedback: null });
    const { body } = await submitAndRelease(app, sitting);
    expect(body).toMatchObject({ status: 'graded', score: 4, maxScore: 6 });
    expect(body.items[0].feedback).toContain('Pairs in the correct order: 5 of 6. See page 1');
    const correction = await app.call(correctItem, {
      as: sitting.teacher,
      params: { id: sitting.examId, itemId: sitting.items[0]?.itemId ?? '' },
      body: { key: [first], credit: 'new_key' },
    });
    expect(correction).toMatchObject(faultAt('/key'));
  });

  it('generateExam writes an ordering item from the steps of a book', async () => {
    const documentId = randomUUID();
    const text = `Measuring rain

Rain is measured at every station in the same way. To empty the gauge, the observer follows these steps:

1. Lift the funnel off the outer can.

2. Pour the water into the measuring glass.

3. Read the scale at the bottom of the curved surface.`;
    app.shelf.set(documentId, {
      title: 'Rain',
      pages: [{ pageNumber: 1, pageLabel: '1', text, headings: [] }],
    });
    const { body } = await app.call(generateExam, {
      as: aTeacher(),
      body: { documentIds: [documentId], itemCount: 1, types: ['ordering'] },
    });
    expect(textsOf(body.items[0], body.items[0].key)).toEqual([
      'Lift the funnel off the outer can',
      'Pour the water into the measuring glass',
      'Read the scale at the bottom of the curved surface',
    ]);
  });
});

describe('matching', () => {
  const rows = [
    ['spring', 'where a river begins'],
    ['mouth', 'where a river ends'],
    ['bank', 'the land at the side'],
  ] as const;
  const matching = {
    type: 'matching',
    stem: 'Match each part of a river with its meaning.',
    prompts: rows.map(([text], at) => ({ promptId: `p${at}`, text })),
    options: [...rows.map(([, text]) => text), 'a row of boats'].map((text, at) => ({
      optionId: `o${at}`,
      text,
    })),
    key: { p0: 'o0', p1: 'o1', p2: 'o2' },
    points: 3,
  };
  const keyOf = ({ items }: Arranged) => items[0]?.key as Record<string, string>;
  const meaningsOf = ({ options = [] }: ShownItem, key: Record<string, string>) =>
    ['p0', 'p1', 'p2'].map((promptId) => options.find(({ optionId }) => optionId === key[promptId])?.text);

  it('addItem and changeItem store a matching item with ids that do not reveal the key', async () => {
    const draft = await aDraftOf(matching);
    const item = draft.items[0] as ShownItem;
    expect(item).toMatchObject({ type: 'matching', prompts: matching.prompts });
    expect(meaningsOf(item, keyOf(draft))).toEqual(rows.map(([, meaning]) => meaning));
    expect(Object.values(keyOf(draft))).not.toEqual(Object.values(keyOf(draft)).toSorted());
    const prompts = matching.prompts.map(({ promptId, text }) => ({ promptId, text: `the ${text}` }));
    const changed = await change(draft, item.itemId, { prompts, scoring: 'all_or_nothing' });
    expect(changed.body.items[0]).toMatchObject({ prompts, scoring: 'all_or_nothing', key: keyOf(draft) });
  });

  it('addItem answers 422 and names the fault of a matching item', async () => {
    const draft = await aDraft(app, { itemCount: 1 });
    const faults: [Body, string][] = [
      [{ key: { p0: 'o0', p1: 'o1' } }, '/key'],
      [{ key: { p0: 'o0', p1: 'o1', p2: 'o1' } }, '/key'],
      [{ key: { p0: 'o0', p1: 'o1', p2: 'x' } }, '/key'],
      [{ key: { p0: 'o0', p1: 'o1', x: 'o2' } }, '/key'],
      [{ key: ['o0', 'o1', 'o2'] }, '/key'],
      [{ prompts: undefined }, '/prompts'],
      [{ prompts: [matching.prompts[0], matching.prompts[0], matching.prompts[1]] }, '/prompts'],
      [{ options: matching.options.slice(0, 2) }, '/options'],
      [{ type: 'true_false', key: true, options: undefined }, '/prompts'],
    ];
    for (const [given, pointer] of faults) {
      const answer = await add(draft, written(draft, { ...matching, ...given }));
      expect(answer).toMatchObject({ status: 422, body: { code: 'input-invalid' } });
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    }
    expect(await itemsNow(draft)).toHaveLength(1);
  });

  it('students see prompts and shuffled options without the key, and saveResponse stores matches only', async () => {
    const sitting = await started(await aDraftOf(matching));
    const [shown] = sitting.shown;
    const itemId = shown?.itemId ?? '';
    expect(shown).toMatchObject({ type: 'matching', prompts: matching.prompts });
    expect(shown).not.toHaveProperty('key');
    expect(shown?.options?.slice(0, 3).map(({ optionId }) => optionId)).not.toEqual(
      Object.values(keyOf(sitting)),
    );
    const some = { p0: keyOf(sitting).p0 ?? '' };
    expect((await respond(app, sitting, itemId, some)).status).toBe(204);
    for (const response of [{ p0: 'x' }, { x: some.p0 }, [some.p0], some.p0, true])
      expect(await respond(app, sitting, itemId, response)).toMatchObject(faultAt('/response'));
    const saved = async () => (await readBack(app, sitting)).body.items[0].response;
    expect(await saved()).toEqual(some);
    expect((await respond(app, sitting, itemId, null)).status).toBe(204);
    expect(await saved()).toBeNull();
  });

  it('each correct match earns its share, and a correction of the key counts for earlier answers', async () => {
    const sitting = await started(await aDraftOf(matching));
    const itemId = sitting.items[0]?.itemId ?? '';
    const { p0 = '', p1 = '', p2 = '' } = keyOf(sitting);
    await respond(app, sitting, itemId, { p0, p1: p2, p2: p1 });
    await submit(app, sitting);
    expect((await readBack(app, sitting)).body.items[0]).toMatchObject({ score: null, feedback: null });
    const { body } = await submitAndRelease(app, sitting);
    expect(body).toMatchObject({ status: 'graded', score: 1, maxScore: 3 });
    expect(body.items[0].feedback).toContain('Correct matches: 1 of 3. See page 1');
    const correct = (key: unknown) =>
      app.call(correctItem, {
        as: sitting.teacher,
        params: { id: sitting.examId, itemId },
        body: { key, credit: 'new_key' },
      });
    expect(await correct({ p0 })).toMatchObject(faultAt('/key'));
    expect(await correct({ p0, p1: p2, p2: p1 })).toMatchObject({
      status: 202,
      body: { key: { p0, p1: p2, p2: p1 }, earlierKey: { p0, p1, p2 } },
    });
  });

  it('generateExam writes matching items from the definitions of a book', async () => {
    const { items } = await aDraft(app, { itemCount: 2, types: ['matching'] });
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      expect(item).toMatchObject({ type: 'matching', writtenBy: 'rules' });
      expect(Object.keys(item.key)).toEqual(item.prompts?.map(({ promptId }) => promptId));
      expect(item).not.toHaveProperty('warnings');
    }
  });
});
