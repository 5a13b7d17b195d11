import { randomUUID } from 'node:crypto';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { anAdmin, aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Arranged, aDraft } from '../arrange.ts';
import { type Body, editing, heldAt, idsOf, itemOf, written } from '../edit-arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const { change, drop, add, order, regenerate, itemsNow } = editing(() => app);

describe('403 and 404', () => {
  it('every edit answers 403 to students and 404 to other teachers, to admins and for unknown items', async () => {
    const exam = await aDraft(app);
    const [item] = exam.items;
    const itemId = item?.itemId ?? '';
    for (const [as, status] of [
      [aStudent(), 403],
      [aTeacher(), 404],
      [anAdmin(), 404],
    ] as const)
      for (const answer of [
        await change(exam, itemId, { points: 9 }, as),
        await drop(exam, itemId, { as }),
        await add(exam, written(exam), as),
        await order(exam, idsOf(exam.items), { as }),
        await regenerate(exam, itemId, { as }),
      ])
        expect(answer).toMatchObject({
          status,
          body: { code: status === 403 ? 'forbidden' : 'exam-not-found' },
        });
    for (const answer of [
      await change(exam, randomUUID(), { points: 9 }),
      await drop(exam, randomUUID()),
      await regenerate(exam, randomUUID()),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'item-not-found' } });
    expect(await itemsNow(exam)).toEqual(exam.items);
  });

  it('addItem and regenerateItem answer 404 when the document is gone, and the exam stays as it was', async () => {
    const exam = await aDraft(app);
    app.shelf.delete(exam.documentId);
    for (const answer of [
      await add(exam, written(exam)),
      await regenerate(exam, exam.items[0]?.itemId ?? ''),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'document-not-found' } });
    expect(await itemsNow(exam)).toEqual(exam.items);
  });
});

describe('409', () => {
  it('deleteItem answers 409 for the last item', async () => {
    const exam = await aDraft(app, { itemCount: 1 });
    const answer = await drop(exam, exam.items[0]?.itemId ?? '');
    expect(answer).toMatchObject({ status: 409, body: { code: 'last-item' } });
    expect(await itemsNow(exam)).toHaveLength(1);
  });

  it('orderItems answers 409 to the later of two orders from the same state, and changes nothing', async () => {
    const exam = await aDraft(app);
    const knownItemIds = idsOf(exam.items);
    const [first = '', ...others] = knownItemIds;
    const orders = [knownItemIds.toReversed(), [...others, first]];
    const answers = await Promise.all(orders.map((itemIds) => order(exam, itemIds, { knownItemIds })));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 409]);
    expect(answers[statuses.indexOf(409)]).toMatchObject({ body: { code: 'items-changed' } });
    const winner = orders[statuses.indexOf(200)] ?? [];
    expect(idsOf(await itemsNow(exam))).toEqual(winner);
    // The repetition of a request whose answer was lost.
    expect(await order(exam, winner, { knownItemIds })).toMatchObject({ status: 200 });
    expect(idsOf(await itemsNow(exam))).toEqual(winner);
  });

  it('orderItems answers 409 when an item was added or deleted after the caller read the exam', async () => {
    const exam = await aDraft(app);
    const knownItemIds = idsOf(exam.items);
    const reversed = knownItemIds.toReversed();
    await drop(exam, knownItemIds[0] ?? '');
    expect(await order(exam, reversed, { knownItemIds })).toMatchObject({
      status: 409,
      body: { code: 'items-changed' },
    });
    await add(exam, written(exam));
    const rest = knownItemIds.slice(1);
    expect(await order(exam, rest.toReversed(), { knownItemIds: rest })).toMatchObject({
      status: 409,
      body: { code: 'items-changed' },
    });
    const now = idsOf(await itemsNow(exam));
    const upper = now.map((id) => id.toUpperCase());
    const ordered = await order(exam, now.toReversed(), { knownItemIds: upper });
    expect(idsOf(ordered.body.items)).toEqual(now.toReversed());
  });

  it('changeItem answers 409 to the later of two changes of one item from the same state', async () => {
    const exam = await aDraft(app);
    const cloze = itemOf(exam, 'cloze');
    const stems = ['Water has the formula _____.', 'The formula of water is _____.'];
    const answers = await Promise.all(
      stems.map((stem) => change(exam, cloze.itemId, { stem, revision: cloze.revision })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 409]);
    expect(answers[statuses.indexOf(409)]).toMatchObject({ body: { code: 'items-changed' } });
    const now = (await itemsNow(exam)).find(({ itemId }) => itemId === cloze.itemId);
    expect(now?.stem).toBe(stems[statuses.indexOf(200)]);
    expect(now?.revision).not.toBe(cloze.revision);
    expect(await change(exam, cloze.itemId, { points: 2, revision: now?.revision })).toMatchObject({
      status: 200,
    });
  });

  it('changeItem accepts the revision of an item when another item of the exam has changed', async () => {
    const exam = await aDraft(app);
    const [first, second] = exam.items;
    const changes = [first, second].map((item) => ({ id: item?.itemId ?? '', revision: item?.revision }));
    for (const { id, revision } of changes)
      expect(await change(exam, id, { points: 3, revision })).toMatchObject({ status: 200 });
  });

  it('deleteItem and regenerateItem answer 409 for an item that another request changed, and the change stays', async () => {
    const exam = await aDraft(app);
    const { itemId, revision } = itemOf(exam, 'cloze');
    const read = revision === undefined ? {} : { revision };
    const { items } = (await change(exam, itemId, { points: 3 })).body;
    for (const answer of [await drop(exam, itemId, read), await regenerate(exam, itemId, read)])
      expect(answer).toMatchObject({ status: 409, body: { code: 'items-changed' } });
    expect(await itemsNow(exam)).toEqual(items);
    const current = itemOf({ ...exam, items }, 'cloze').revision ?? '';
    const regenerated = await regenerate(exam, itemId, { revision: current });
    expect(regenerated.status).toBe(200);
    const made = itemOf(regenerated.body, 'cloze').revision ?? '';
    expect((await drop(exam, itemId, { revision: current })).status).toBe(409);
    expect((await drop(exam, itemId, { revision: made })).status).toBe(204);
  });

  it('deleteItem and a concurrent changeItem from the same state never both succeed', async () => {
    const exam = await aDraft(app);
    const { itemId, revision = '' } = itemOf(exam, 'cloze');
    const answers = await Promise.all([
      drop(exam, itemId, { revision }),
      change(exam, itemId, { points: 3, revision }),
    ]);
    const isDeleted = answers[0].status === 204;
    expect(answers.map(({ status }) => status)).toEqual(isDeleted ? [204, 404] : [409, 200]);
    expect(idsOf(await itemsNow(exam)).includes(itemId)).toBe(!isDeleted);
  });

  it('regenerateItem answers 409 when another request changes the item while its document is read', async () => {
    const exam = await aDraft(app);
    const { itemId, revision = '' } = itemOf(exam, 'cloze');
    const held = await heldAt(app, exam.documentId, () => regenerate(exam, itemId, { revision }));
    const { items } = (await change(exam, itemId, { points: 3 })).body;
    expect(await held.release()).toMatchObject({ status: 409, body: { code: 'items-changed' } });
    expect(await itemsNow(exam)).toEqual(items);
  });

  it('addItem and regenerateItem answer 409 while the document is being ingested', async () => {
    const exam = await aDraft(app);
    app.shelf.set(exam.documentId, new Problem('document-not-ready'));
    for (const answer of [
      await add(exam, written(exam)),
      await regenerate(exam, exam.items[0]?.itemId ?? ''),
    ])
      expect(answer).toMatchObject({ status: 409, body: { code: 'document-not-ready' } });
  });
});

describe('422', () => {
  it.each<[string, Body, string]>([
    ['cloze', { stem: 'No blank is in this stem.' }, '/stem'],
    ['cloze', { stem: 'One _____ and another _____ blank.' }, '/stem'],
    ['cloze', { key: true }, '/key'],
    ['cloze', { key: '' }, '/key'],
    [
      'cloze',
      {
        options: [
          { optionId: 'a', text: 'x' },
          { optionId: 'b', text: 'y' },
        ],
      },
      '/options',
    ],
    ['cloze', { points: 0 }, '/points'],
    ['cloze', { type: 'true_false' }, '/type'],
    ['cloze', { source: null }, '/source'],
    ['single_choice', { key: 'z' }, '/key'],
    [
      'single_choice',
      {
        options: [
          { optionId: 'a', text: 'x' },
          { optionId: 'a', text: 'y' },
        ],
      },
      '/options',
    ],
    [
      'single_choice',
      {
        options: [
          { optionId: 'a', text: 'x' },
          { optionId: 'b', text: ' X' },
        ],
      },
      '/options',
    ],
    ['single_choice', { options: [{ optionId: 'a', text: 'x' }] }, '/options'],
    ['multiple_choice', { key: [] }, '/key'],
    ['multiple_choice', { key: ['a', 'a'] }, '/key'],
    ['multiple_choice', { key: ['a', 'z'] }, '/key'],
    ['true_false', { key: 'true' }, '/key'],
    ['short_answer', { key: ['a'] }, '/key'],
  ])(
    'changeItem answers 422 with the pointer of the fault of a %s item (%#)',
    async (type, body, pointer) => {
      const exam = await sharedDraft();
      const answer = await change(exam, itemOf(exam, type).itemId, body);
      expect(answer.status).toBe(422);
      expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
      expect(await itemsNow(exam)).toEqual(exam.items);
    },
  );

  it('changeItem and addItem answer 422 for the stem of another item, in any case and with other blanks', async () => {
    const exam = await sharedDraft();
    const stem = `  ${itemOf(exam, 'cloze').stem.toUpperCase().replace(' ', '  ')}`;
    const { itemId } = itemOf(exam, 'short_answer');
    for (const answer of [await change(exam, itemId, { stem }), await add(exam, written(exam, { stem }))])
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/stem' }] } });
  });

  it.each([
    [{ pageNumber: 99, quote: 'Water' }, '/source/pageNumber'],
    [{ pageNumber: 2, quote: 'A tributary is a lake.' }, '/source/quote'],
  ])('addItem answers 422 for a source that is not in the document (%#)', async (source, pointer) => {
    const exam = await sharedDraft();
    const { documentId } = exam;
    const answer = await add(exam, written(exam, { source: { documentId, ...source } }));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('orderItems answers 422 for a list that misses, repeats or invents an item', async () => {
    const exam = await sharedDraft();
    const [first = '', ...others] = idsOf(exam.items);
    for (const itemIds of [others, [first, first, ...others.slice(1)], [randomUUID(), ...others]])
      expect(await order(exam, itemIds)).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/itemIds' }] },
      });
    expect(idsOf(await itemsNow(exam))).toEqual([first, ...others]);
  });

  it('regenerateItem answers 422 when the document supports no other item, or no item in its language', async () => {
    const exam = await aDraft(app, { itemCount: 1, types: ['cloze'] });
    const { itemId = '' } = exam.items[0] ?? {};
    const page = (text: string) => ({ pageNumber: 1, pageLabel: '1', text, headings: [] });
    app.shelf.set(exam.documentId, { title: 'Empty', pages: [page('Yes. No.')] });
    expect(await regenerate(exam, itemId)).toMatchObject({
      status: 422,
      body: { code: 'no-items-possible' },
    });
    app.shelf.set(exam.documentId, { title: 'Thai', pages: [page('การควบแน่นคือกระบวนการที่ไอน้ำเย็นตัวลง')] });
    expect(await regenerate(exam, itemId)).toMatchObject({
      status: 422,
      body: { code: 'language-unsupported' },
    });
    expect(await itemsNow(exam)).toEqual(exam.items);
  });
});

let shared: Promise<Arranged> | undefined;
/** One draft for the tests that change nothing. */
const sharedDraft = (): Promise<Arranged> => {
  shared ??= aDraft(app);
  return shared;
};

describe('503', () => {
  it('addItem and regenerateItem answer 503 when the knowledge base is unavailable', async () => {
    const exam = await aDraft(app);
    app.shelf.set(exam.documentId, new Problem('knowledge-base-unavailable'));
    for (const answer of [
      await add(exam, written(exam)),
      await regenerate(exam, exam.items[0]?.itemId ?? ''),
    ])
      expect(answer).toMatchObject({ status: 503, body: { code: 'knowledge-base-unavailable' } });
  });
});
