import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { connectModel } from '@ai-teacher/service-kit/openai/connect-model.ts';
import {
  type ModelReply,
  type OpenAiStub,
  startOpenAiStub,
} from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { draftShapes } from '../../../src/adapters/openai/draft-shapes.ts';
import { createItemModel, maxDraftTokens } from '../../../src/adapters/openai/item-model.ts';
import { jsonSchemaOf } from '../../../src/adapters/openai/structured-answer.ts';
import type { DraftRequest } from '../../../src/domain/generations/ports.ts';
import { aPage } from '../../builders.ts';

let server: OpenAiStub;
beforeEach(async () => {
  server = await startOpenAiStub();
});
afterEach(() => server.close());

const page = aPage('A delta is a fan of sediment\nthat builds up where a channel meets a lake.');
const request: DraftRequest = {
  type: 'short_answer',
  page,
  language: 'en',
  topic: undefined,
  bloom: undefined,
  difficulty: undefined,
  presentStems: [],
};
const sound = {
  stem: 'Explain what a delta is.',
  correct: 'a fan of sediment',
  quote: 'A delta is a fan of sediment that builds up',
};
const saying = (answer: object | string): ModelReply => ({
  steps: [{ text: typeof answer === 'string' ? answer : JSON.stringify(answer) }],
  usage: { prompt_tokens: 700, completion_tokens: 50 },
});

const itemModel = () => {
  const connected = connectModel(
    {
      OPENAI_API_KEY: undefined,
      OPENAI_BASE_URL: server.url,
      MODEL_FIRST_TOKEN_SECONDS: 3,
      MODEL_SILENCE_SECONDS: 0.3,
      MODEL_ANSWER_SECONDS: 5,
    },
    { model: 'some-model', maxTokens: maxDraftTokens },
  );
  if (connected === undefined) throw new Error('no model');
  return createItemModel(connected);
};
const write = (signal = new AbortController().signal) => itemModel().write(request, signal);

describe('createItemModel', () => {
  it('createItemModel sends the schema of the type and reads the draft with the quote of the page', async () => {
    server.script(saying(sound));
    const draft = await write();
    expect(draft).toMatchObject({
      kind: 'draft',
      tokens: 750,
      item: {
        type: 'short_answer',
        stem: sound.stem,
        key: sound.correct,
        source: { quote: 'A delta is a fan of sediment\nthat builds up', span: { start: 0 } },
      },
    });
    const body = server.requests[0]?.body as unknown as { response_format: object; stream: boolean };
    expect(body.stream).toBe(true);
    expect(body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { name: 'short_answer', strict: true, schema: { additionalProperties: false } },
    });
  });

  it('createItemModel reads the number of a numeric item in the notation of the book', async () => {
    const answer = {
      stem: 'How long is it?',
      quote: 'A delta is a fan',
      number: '1.500',
      unit: 'km',
      tolerance: 0,
    };
    for (const [language, key] of [
      ['de', '1500'],
      ['en', '1.5'],
    ] as const) {
      server.script(saying(answer));
      const draft = await itemModel().write(
        { ...request, type: 'numeric', language },
        new AbortController().signal,
      );
      expect(draft).toMatchObject({
        kind: 'draft',
        item: { type: 'numeric', key, quantity: { unit: 'km', decimalSign: language === 'de' ? ',' : '.' } },
      });
    }
  });

  it.each([
    ['ordering', { steps: ['wash', 'cut', 'boil'] }, { key: ['c', 'b', 'a'] }],
    [
      'matching',
      {
        pairs: ['x', 'y', 'z'].map((term) => ({ term, meaning: `meaning of ${term}` })),
        distractors: ['a further meaning'],
      },
      {
        key: { 1: 'b', 2: 'c', 3: 'd' },
        prompts: [{ promptId: '1', text: 'x' }, {}, {}],
        options: [{}, {}, {}, {}],
      },
    ],
  ] as const)('createItemModel reads a draft of the type %s', async (type, parts, expected) => {
    server.script(saying({ ...parts, stem: 'A stem.', quote: 'A delta is a fan' }));
    const draft = await itemModel().write({ ...request, type }, new AbortController().signal);
    expect(draft).toMatchObject({ kind: 'draft', item: { type, points: 2, ...expected } });
  });

  it('createItemModel reads a long answer, whose section holds the quotes of all criteria', async () => {
    const criteria = ['A delta is a fan of sediment', 'channel meets a lake'].map((quote) => ({
      label: quote,
      points: 2,
      quote,
    }));
    const answer = { stem: 'Explain both.', quote: 'where a channel', correct: 'Both.', words: 80, criteria };
    const asked = { ...request, type: 'long_answer' } as const;
    server.script(saying(answer));
    expect(await itemModel().write(asked, new AbortController().signal)).toMatchObject({
      kind: 'draft',
      item: {
        type: 'long_answer',
        points: 4,
        key: 'Both.',
        criteria: [{ criterionId: '1', points: 2, ...criteria[0] }, { criterionId: '2' }],
        answerLength: { suggestedWords: 80, maxCharacters: 5_000 },
        source: { quote: expect.stringMatching(/^A delta is a fan.*channel meets a lake$/su) },
      },
    });
    const [first] = criteria;
    const invented = { label: 'A lake.', points: 1, quote: 'A lake is a pond.' };
    for (const [given, reason] of [
      [[first, invented], 'quote-not-on-page'],
      [[first], 'breaks-schema'],
    ] as const) {
      server.script(saying({ ...answer, criteria: given }));
      const draft = await itemModel().write(asked, new AbortController().signal);
      expect(draft).toMatchObject({ kind: 'rejected', reason });
    }
  });

  it.each([
    ['an answer that is no JSON', 'Here is your item: {', 'malformed'],
    ['an empty object', {}, 'breaks-schema'],
    ['an unknown field', { ...sound, grade: 5 }, 'breaks-schema'],
    ['a field of another type', { ...sound, correct: ['a fan'] }, 'breaks-schema'],
    ['a list', [sound], 'breaks-schema'],
    ['a quote that is not on the page', { ...sound, quote: 'A delta is a letter.' }, 'quote-not-on-page'],
    ['a quote with other words between', { ...sound, quote: 'A delta is a big fan' }, 'quote-not-on-page'],
  ])('createItemModel rejects %s and reports the tokens', async (_, answer, reason) => {
    server.script(saying(answer));
    expect(await write()).toEqual({ kind: 'rejected', reason, tokens: 750 });
  });

  it.each<[string, ModelReply, string, number]>([
    ['a server that stalls', { steps: [{ text: '{' }, { stall: true }] }, 'model-unavailable', 1],
    ['an answer that is cut', { steps: [{ text: '{"stem"' }, { cut: true }] }, 'model-unavailable', 1],
    ['a body that ends early', { steps: [{ text: '{"stem"' }, { endEarly: true }] }, 'model-unavailable', 1],
    ['an error inside of a 200', { steps: [{ error: { message: 'no' } }] }, 'model-unavailable', 2],
    ['an error in a 200 that is no stream', { body: { error: { message: 'no' } } }, 'model-unavailable', 2],
    ['an event that is no JSON', { steps: [{ data: '{"choices":[' }] }, 'model-unavailable', 2],
    [
      'an event of another schema',
      { steps: [{ data: '{"choices":[{"delta":{"content":5}}]}' }] },
      'model-unavailable',
      2,
    ],
    ['500', { status: 500 }, 'model-unavailable', 2],
    ['503', { status: 503 }, 'model-unavailable', 2],
    [
      '429 whose Retry-After is too long',
      { status: 429, headers: { 'retry-after': '7' } },
      'model-unavailable',
      1,
    ],
  ])(
    'createItemModel reports %s as a failure after its bounded requests',
    async (_, reply, code, requests) => {
      server.script(reply);
      expect(await write()).toMatchObject({ kind: 'failed', problem: { code } });
      expect(server.requests).toHaveLength(requests);
    },
  );

  it('createItemModel waits as long as a busy server asks, and asks once more', async () => {
    server.script({ status: 429, headers: { 'retry-after': '1' } }, saying(sound));
    expect(await write()).toMatchObject({ kind: 'draft' });
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it('createItemModel reports the pause that a busy server asks for', async () => {
    server.script({ status: 429, headers: { 'retry-after': '7' } });
    expect(await write()).toMatchObject({ problem: { retryAfterSeconds: 7 } });
  });

  it('createItemModel throws the reason of an abort and ends the request', async () => {
    server.script({ steps: [{ stall: true }] });
    const caller = new AbortController();
    const writing = write(caller.signal);
    const asked = await server.request(1);
    caller.abort(new Error('cancelled'));
    await expect(writing).rejects.toThrow('cancelled');
    await asked.aborted;
  });

  it('createItemModel bounds the tokens of a draft by its prompt and its answer, sent twice', () => {
    const bound = itemModel().maxTokensOf(request);
    expect(bound).toBeGreaterThan(2 * maxDraftTokens);
    expect(itemModel().maxTokensOf({ ...request, topic: 'x'.repeat(100) })).toBeGreaterThanOrEqual(
      bound + 200,
    );
  });
});

describe('jsonSchemaOf', () => {
  it.each(itemTypes)(
    'the schema of %s requires every field and allows no other, as strict servers demand',
    (type) => {
      const schema = jsonSchemaOf(draftShapes[type].schema);
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      const { properties, required } = schema as { properties: object; required: string[] };
      expect(required.toSorted()).toEqual(Object.keys(properties).toSorted());
      expect(JSON.stringify(schema)).not.toMatch(/"(?:pattern|minLength|maxLength|format)"/);
    },
  );
});
