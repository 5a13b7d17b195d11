import { aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { type OpenAiStub, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Arranged, aDraft, type ShownItem } from '../arrange.ts';
import { bookPages } from '../builders.ts';
import { editing } from '../edit-arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { askedIn, replyWith, soundDraft } from '../model-arrange.ts';

let rules: TestExamApp;
let app: TestExamApp;
let model: OpenAiStub;

beforeAll(async () => {
  model = await startOpenAiStub();
  rules = await startExamApp();
  app = await startExamApp({
    variables: {
      DATABASE_URL: rules.databaseUrl,
      EXAM_MODEL: 'some-model',
      OPENAI_BASE_URL: model.url,
      MODEL_SILENCE_SECONDS: '0.5',
      MODEL_TOKENS_PER_USER_DAY: '60000',
    },
  });
});
beforeEach(() => model.script(replyWith(() => model, soundDraft)));
afterAll(async () => {
  await app.close();
  await rules.close();
  await model.close();
});

const { regenerate, itemsNow } = editing(() => app);

/** A draft of rules, as one that was made before the model was configured. */
const anExam = async (teacher: TestUser = aTeacher()): Promise<Arranged> => {
  const exam = await aDraft(rules, { types: ['short_answer'], itemCount: 2 }, teacher);
  app.shelf.set(exam.documentId, { title: 'Land and sky', pages: bookPages() });
  return exam;
};
const first = ({ items }: Arranged): ShownItem => {
  if (items[0] === undefined) throw new Error('the exam has no item');
  return items[0];
};
const usedBy = ({ teacher }: Arranged) =>
  readRows(rules.databaseUrl, 'select used from token_use where user_id = $1', [teacher.userId]);

describe('regenerateItem with a model', () => {
  it('regenerateItem replaces an item by one of the model, which passes the gates, and says who wrote it', async () => {
    const exam = await anExam();
    expect(first(exam)).toMatchObject({ writtenBy: 'rules' });
    const { status, body } = await regenerate(exam, first(exam).itemId);
    expect(status).toBe(200);
    const made = body.items[0];
    expect(made).toMatchObject({
      itemId: first(exam).itemId,
      type: 'short_answer',
      points: first(exam).points,
      writtenBy: 'model',
      stem: expect.stringMatching(/^Explain what /),
    });
    const page = bookPages().find(({ pageNumber }) => pageNumber === made.source.pageNumber);
    expect(page?.text.slice(made.source.span.start, made.source.span.end)).toBe(made.source.quote);
    expect(body.items[1]).toEqual(exam.items[1]);
    expect(await itemsNow(exam)).toEqual(body.items);
    expect(await usedBy(exam)).toEqual([{ used: '750' }]);
    expect(askedIn(model.requests.at(-1)).otherStems).toEqual(exam.items.map(({ stem }) => stem));
  });

  it.each([
    ['a quote that is not on the page', { quote: 'Nothing of the kind.' }],
    ['a key with a number that the quote does not state', { correct: 'a stream with 17 arms' }],
  ])('regenerateItem writes by rules when the model gives %s twice', async (_, fault) => {
    model.script(
      replyWith(
        () => model,
        (asked) => ({ ...soundDraft(asked), ...fault }),
      ),
    );
    const before = model.requests.length;
    const exam = await anExam();
    const { body } = await regenerate(exam, first(exam).itemId);
    expect(body.items[0]).toMatchObject({ writtenBy: 'rules' });
    expect(body.items[0].stem).not.toBe(first(exam).stem);
    expect(model.requests.length - before).toBe(2);
  });

  it('regenerateItem writes by rules when the model is unavailable or stalls', async () => {
    for (const reply of [{ status: 503 }, { steps: [{ text: '{' }, { stall: true as const }] }]) {
      model.script(reply);
      const exam = await anExam();
      expect((await regenerate(exam, first(exam).itemId)).body.items[0]).toMatchObject({
        writtenBy: 'rules',
      });
    }
  });

  it('regenerateItem writes by rules when the tokens of the day are spent, and does not ask the model', async () => {
    const exam = await anExam();
    await readRows(
      rules.databaseUrl,
      `insert into token_use (user_id, day, used) values ($1, (now() at time zone 'UTC')::date, 60000)`,
      [exam.teacher.userId],
    );
    const before = model.requests.length;
    const { body } = await regenerate(exam, first(exam).itemId);
    expect(body.items[0]).toMatchObject({ writtenBy: 'rules' });
    expect(model.requests).toHaveLength(before);
  });
});
