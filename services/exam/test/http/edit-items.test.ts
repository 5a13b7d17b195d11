import { randomUUID } from 'node:crypto';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { addItem } from '@ai-teacher/contracts/exam/item-editing.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  aDraft,
  anAttempt,
  aPublishedExam,
  readBack,
  respondCorrectly,
  type ShownItem,
  submit,
  submitAndRelease,
} from '../arrange.ts';
import { editing, idsOf, itemOf, written } from '../edit-arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ variables: { MAX_ITEMS_PER_EXAM: '6' } });
});
afterAll(() => app.close());

const { change, drop, add, order, regenerate, itemsNow } = editing(() => app);

describe.each([
  ['draft', aDraft],
  ['published exam without attempts', (given: TestExamApp) => aPublishedExam(given)],
])('on a %s', (_, arrange) => {
  it('changeItem changes the given fields and nothing else, and students are marked by the new key', async () => {
    const exam = await arrange(app);
    const cloze = itemOf(exam, 'cloze');
    const changes = { stem: 'Water has the formula _____.', key: 'H₂O', points: 3 };
    const answer = await change(exam, cloze.itemId, changes);
    expect(answer.status).toBe(200);
    const { revision } = itemOf(answer.body, 'cloze');
    expect(revision).not.toBe(cloze.revision);
    const expected = exam.items.map((item) => (item === cloze ? { ...cloze, ...changes, revision } : item));
    expect(answer.body.items).toEqual(expected);
    expect(await itemsNow(exam)).toEqual(expected);
    const single = itemOf(exam, 'single_choice');
    const options = (single.options ?? []).map(({ optionId, text }) => ({ optionId, text: `${text} x` }));
    const key = options.find(({ optionId }) => optionId !== single.key)?.optionId;
    const changed = await change(exam, single.itemId.toUpperCase(), { options, key });
    expect(changed.body.items.find(({ itemId }: ShownItem) => itemId === single.itemId)).toEqual({
      ...single,
      options,
      key,
      revision: expect.any(String),
    });
  });

  it('deleteItem removes one item, and orderItems puts the others in the given order', async () => {
    const exam = await arrange(app);
    const [first, ...others] = idsOf(exam.items);
    expect(await drop(exam, first ?? '')).toMatchObject({ status: 204 });
    expect(idsOf(await itemsNow(exam))).toEqual(others);
    const reversed = others.toReversed();
    const ordered = await order(exam, reversed);
    expect(ordered.status).toBe(200);
    expect(idsOf(ordered.body.items)).toEqual(reversed);
    expect(idsOf(await itemsNow(exam))).toEqual(reversed);
    const added = await add(exam, written(exam));
    expect(idsOf(added.body.items).slice(0, -1)).toEqual(reversed);
  });

  it('addItem adds an item at the end with the quote as the page has it, and its own item counts for marks', async () => {
    const exam = await arrange(app);
    const answer = await add(exam, written(exam));
    expect(answer.status).toBe(201);
    expect(answer.body.items).toHaveLength(6);
    expect(answer.body.items.at(-1)).toMatchObject({
      type: 'cloze',
      key: '10⁸',
      points: 1,
      source: { pageLabel: '1', quote: 'A tributary is a stream that flows into a larger one.' },
    });
    const full = await add(exam, written(exam, { stem: 'Another stem with a _____.' }));
    expect(full).toMatchObject({ status: 422, body: { code: 'too-many-items' } });
  });

  it('addItem may be repeated with its key after the page could not be read', async () => {
    const exam = await arrange(app);
    const book = app.shelf.get(exam.documentId);
    const headers = { 'idempotency-key': randomUUID() };
    const send = () =>
      app.call(addItem, { as: exam.teacher, params: { id: exam.examId }, body: written(exam), headers });
    app.shelf.set(exam.documentId, new Problem('upstream-unavailable'));
    expect((await send()).status).toBe(503);
    if (book !== undefined) app.shelf.set(exam.documentId, book);
    expect((await send()).status).toBe(201);
    expect(await itemsNow(exam)).toHaveLength(6);
  });

  it('regenerateItem replaces an item of each type by another of its type in its place, and repeats no stem', async () => {
    const exam = await arrange(app);
    const stems = new Set(exam.items.map(({ stem }) => stem));
    for (const [at, item] of exam.items.entries()) {
      const answer = await regenerate(exam, item.itemId);
      if (answer.status === 422) {
        expect(answer.body.code).toBe('no-items-possible');
        continue;
      }
      expect(answer.status).toBe(200);
      const made = answer.body.items[at];
      expect(made).toMatchObject({ itemId: item.itemId, type: item.type });
      expect(stems.has(made.stem)).toBe(false);
      stems.add(made.stem);
    }
    expect(stems.size).toBeGreaterThanOrEqual(exam.items.length + 3);
    const items = await itemsNow(exam);
    expect(new Set(items.map(({ stem }) => stem)).size).toBe(items.length);
    expect(idsOf(items)).toEqual(idsOf(exam.items));
  });
});

describe('marks', () => {
  it('the marks of an exam that was edited before its first attempt follow the edited items', async () => {
    const exam = await aPublishedExam(app, { request: { types: ['cloze'], itemCount: 2 } });
    const [first, second] = exam.items;
    await change(exam, first?.itemId ?? '', { key: '10⁸', stem: 'Light travels 3 × _____ m.', points: 5 });
    await drop(exam, second?.itemId ?? '');
    const added = await add(exam, written(exam, { stem: 'Water is _____.', key: 'H₂O' }));
    const student = aStudent();
    const { attemptId } = (await app.call(startAttempt, { as: student, params: { id: exam.examId } })).body;
    const items: ShownItem[] = added.body.items.map((item: ShownItem, at: number) => ({
      ...item,
      key: ['10^8', 'h2o'][at],
    }));
    const sitting = { ...exam, items, student, attemptId };
    await respondCorrectly(app, sitting);
    expect((await submitAndRelease(app, sitting)).body).toMatchObject({
      status: 'graded',
      score: 6,
      maxScore: 6,
    });
  });

  it('no edit is possible from the first attempt on, and neither items nor marks change', async () => {
    const sitting = await anAttempt(app);
    const [item] = sitting.items;
    const itemId = item?.itemId ?? '';
    const refused = { status: 409, body: { code: 'exam-has-attempts' } };
    const edits = async () => [
      await change(sitting, itemId, { points: 9 }),
      await drop(sitting, itemId),
      await add(sitting, written(sitting)),
      await order(sitting, idsOf(sitting.items).toReversed()),
      await regenerate(sitting, itemId),
    ];
    for (const answer of await edits()) expect(answer).toMatchObject(refused);
    await respondCorrectly(app, sitting);
    await submit(app, sitting);
    const before = (await readBack(app, sitting, sitting.teacher)).body;
    for (const answer of await edits()) expect(answer).toMatchObject(refused);
    expect((await readBack(app, sitting, sitting.teacher)).body).toEqual(before);
    expect(await itemsNow(sitting)).toEqual(sitting.items);
  });

  it('an edit waits for an attempt that starts concurrently, and is then refused', async () => {
    const exam = await aPublishedExam(app);
    const locking = new pg.Client({ connectionString: app.databaseUrl });
    await locking.connect();
    try {
      await locking.query('begin');
      await locking.query('select from exam where id = $1 for share', [exam.examId]);
      await locking.query(
        `insert into attempt (id, exam_id, institution_id, student_id, status, started_at)
         select $1, id, institution_id, $2, 'in_progress', now() from exam where id = $3`,
        [randomUUID(), randomUUID(), exam.examId],
      );
      const editing = drop(exam, exam.items[0]?.itemId ?? '');
      await waitForBlocked(app.databaseUrl, 'for update');
      await locking.query('commit');
      expect(await editing).toMatchObject({ status: 409, body: { code: 'exam-has-attempts' } });
    } finally {
      await locking.end();
    }
    expect(await itemsNow(exam)).toHaveLength(exam.items.length);
  });
});
