import { randomUUID } from 'node:crypto';
import { readAttempt, saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createFakeClock } from '@ai-teacher/test-kit/stand-ins/fake-clock.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAttempt, respond, respondCorrectly, type Sitting, submit, submitAndRelease } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

const clock = createFakeClock(new Date());
let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp({ clock });
});
afterAll(() => app.close());

const itemOf = ({ items }: Sitting, type: string) => {
  const item = items.find((candidate) => candidate.type === type);
  if (item === undefined) throw new Error(`the exam has no ${type} item`);
  return item;
};
const savedFor = async (sitting: Sitting, itemId: string) => {
  const answer = await app.call(readAttempt, { as: sitting.student, params: { id: sitting.attemptId } });
  return answer.body.items.find((item: { itemId: string }) => item.itemId === itemId).response;
};

describe('204', () => {
  it('saveResponse stores the last response to an item of each type', async () => {
    const sitting = await anAttempt(app);
    const responses: [string, unknown, unknown][] = [
      ['single_choice', 'a', 'b'],
      ['multiple_choice', ['a'], ['b', 'd']],
      ['true_false', true, false],
      ['cloze', 'a delta', 'tributary'],
      ['short_answer', 'I think …', ''],
    ];
    for (const [type, first, second] of responses) {
      const { itemId } = itemOf(sitting, type);
      expect((await respond(app, sitting, itemId, first)).status).toBe(204);
      expect((await respond(app, sitting, itemId, second)).status).toBe(204);
      expect(await savedFor(sitting, itemId)).toEqual(second);
    }
  });

  it('saveResponse stores 10 000 characters of several scripts, shown without the direction control', async () => {
    const sitting = await anAttempt(app);
    const { itemId } = itemOf(sitting, 'short_answer');
    const text = `"}],"score":100,\u202e नमस्ते 🐋 `.padEnd(10_000, 'x');
    expect((await respond(app, sitting, itemId, text)).status).toBe(204);
    expect(await savedFor(sitting, itemId)).toBe(text.replace('\u202e', ''));
  });
});

describe('204 for null', () => {
  it('saveResponse clears the response to an item of each type, and the item counts as not answered', async () => {
    const sitting = await anAttempt(app);
    await respondCorrectly(app, sitting);
    for (const { itemId } of sitting.items) {
      expect(await savedFor(sitting, itemId)).not.toBeNull();
      for (const _ of ['first', 'repeated'])
        expect((await respond(app, sitting, itemId, null)).status).toBe(204);
      expect(await savedFor(sitting, itemId)).toBeNull();
    }
    const [first] = sitting.items;
    await respond(app, sitting, first?.itemId ?? '', first?.key);
    const { body } = await submitAndRelease(app, sitting);
    expect(body).toMatchObject({ status: 'graded', score: first?.points });
    expect(await respond(app, sitting, first?.itemId ?? '', null)).toMatchObject({
      status: 409,
      body: { code: 'attempt-already-submitted' },
    });
  });
});

describe('404', () => {
  it('saveResponse answers 404 for an attempt of another student and for an item of another exam', async () => {
    const sitting = await anAttempt(app);
    const other = await anAttempt(app);
    const [item] = sitting.items;
    const foreign = { ...sitting, student: aStudent() };
    expect(await respond(app, foreign, item?.itemId ?? '', true)).toMatchObject({
      status: 404,
      body: { code: 'attempt-not-found' },
    });
    for (const itemId of [other.items[0]?.itemId ?? '', randomUUID()])
      expect(await respond(app, sitting, itemId, true)).toMatchObject({
        status: 404,
        body: { code: 'item-not-found' },
      });
  });
});

describe('409', () => {
  it('saveResponse answers 409 after the submission', async () => {
    const sitting = await anAttempt(app);
    await submit(app, sitting);
    expect(await respond(app, sitting, itemOf(sitting, 'cloze').itemId, 'x')).toMatchObject({
      status: 409,
      body: { code: 'attempt-already-submitted' },
    });
  });

  it('saveResponse answers 409 from the deadline on, by the clock of the service', async () => {
    const sitting = await anAttempt(app, { window: { durationMinutes: 10 } });
    const { itemId } = itemOf(sitting, 'cloze');
    clock.advance({ seconds: 599 });
    expect((await respond(app, sitting, itemId, 'in time')).status).toBe(204);
    clock.advance({ seconds: 1 });
    expect(await respond(app, sitting, itemId, 'late')).toMatchObject({
      status: 409,
      body: { code: 'attempt-deadline-passed' },
    });
    expect(await savedFor(sitting, itemId)).toBe('in time');
  });
});

describe('422', () => {
  it.each([
    ['single_choice', 'z'],
    ['single_choice', ['a']],
    ['single_choice', true],
    ['multiple_choice', 'a'],
    ['multiple_choice', ['a', 'z']],
    ['true_false', 'true'],
    ['cloze', true],
    ['cloze', ['tributary']],
    ['short_answer', false],
    ['short_answer', 'x'.repeat(10_001)],
    ['short_answer', 7],
  ])('saveResponse answers 422 for an invalid response to a %s item (%#)', async (type, response) => {
    const sitting = await anAttempt(app);
    const { itemId } = itemOf(sitting, type);
    const answer = await respond(app, sitting, itemId, response);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe('/response');
    expect(await savedFor(sitting, itemId)).toBeNull();
  });

  it('saveResponse answers 422 for a body with score, points or status', async () => {
    const sitting = await anAttempt(app);
    const params = { id: sitting.attemptId, itemId: itemOf(sitting, 'cloze').itemId };
    const body = { response: 'x', score: 1, points: 100, status: 'graded' };
    const answer = await app.call(saveResponse, { as: sitting.student, params, body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toEqual([
      '/score',
      '/points',
      '/status',
    ]);
  });
});
