import { type MetricReadings, startMetricReadings } from '@ai-teacher/test-kit/stand-ins/metric-readings.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import OpenAI from 'openai';
import { createCircuitBreaker } from '../../src/clients/circuit-breaker.ts';
import type { Completion } from '../../src/openai/completion-stream.ts';
import { createModel } from '../../src/openai/model.ts';
import { metricCatalogue } from '../../src/telemetry/metrics.ts';

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
});
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

let server: OpenAiStub;
beforeEach(async () => {
  exporter.reset();
  server = await startOpenAiStub({
    steps: words('a secret answer'),
    usage: { prompt_tokens: 7, completion_tokens: 3 },
  });
});
afterEach(() => server.close());

type Spent = Pick<Completion, 'inputTokens' | 'outputTokens' | 'outputBytes'>;

const asked = async ({
  pauseMilliseconds = 300,
  answers = [] as string[],
  spent = [] as Spent[],
  fetch = globalThis.fetch,
} = {}) => {
  const ask = createModel({
    client: new OpenAI({ apiKey: 'none', baseURL: server.url, maxRetries: 0, logLevel: 'off', fetch }),
    model: 'some-model',
    maxTokens: 1_500,
    breaker: createCircuitBreaker({ failures: 3, pauseMilliseconds }),
    patience: { firstToken: 2_000, silence: 500, total: 5_000 },
    random: () => 0,
  });
  return {
    ask: async (signal = new AbortController().signal) => {
      const messages = [{ role: 'user', content: 'a secret question' }] as const;
      for await (const part of ask({ messages, signal })) {
        if (part.kind === 'text') answers.push(part.text);
        else {
          const { inputTokens, outputTokens, outputBytes } = part.completion;
          spent.push({ inputTokens, outputTokens, outputBytes });
        }
      }
    },
    answers,
    spent,
  };
};
const code = (value: string) => expect.objectContaining({ code: value });

describe('createModel', () => {
  it('askModel records one client span with names, tokens and reason, and no text', async () => {
    const { ask } = await asked();
    await ask();
    const spans = exporter.getFinishedSpans();
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'chat some-model',
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'some-model',
        'gen_ai.response.model': 'scripted-model',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.output_tokens': 3,
      },
    });
    expect(JSON.stringify(spans[0]?.attributes)).not.toContain('secret');
  });

  it('askModel sends its request inside the client span', async () => {
    let active: Span | undefined;
    const observingFetch: typeof fetch = (url, init) => {
      active = trace.getActiveSpan();
      return fetch(url, init);
    };
    const { ask } = await asked({ fetch: observingFetch });
    await ask();
    const [span] = exporter.getFinishedSpans();
    expect(active?.spanContext().spanId).toBe(span?.spanContext().spanId);
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('askModel leaves out the reasoning that a model writes before its answer', async () => {
    const { ask, answers } = await asked();
    server.script({
      steps: ['<th', 'ink>let me see', ' </thi', 'nk>\n\nThe ', 'answer'].map((text) => ({ text })),
    });
    await ask();
    expect(answers.join('')).toBe('The answer');
  });

  it('askModel does not retry after the first word', async () => {
    const { ask, answers } = await asked();
    server.script({ steps: [...words('one two'), { cut: true }] });
    await expect(ask()).rejects.toEqual(code('model-unavailable'));
    expect(server.requests).toHaveLength(1);
    expect(answers.join('')).toBe('one two');
  });

  it.each([
    ['500', { status: 500 }],
    ['429', { status: 429 }],
    ['an error before the first word', { steps: [{ error: { message: 'overloaded' } }] }],
    ['a connection cut before the first word', { steps: [{ cut: true as const }] }],
    ['an error in a 200 that is no stream', { body: { error: { message: 'no such model' } } }],
    ['a whole answer in a 200 that is no stream', { body: { choices: [{ message: { content: 'One' } }] } }],
    ['an event that is no JSON', { steps: [{ data: '{"choices":[{"delta":' }] }],
    ['an event of another schema', { steps: [{ data: '{"choices":[{"delta":{"content":5}}]}' }] }],
  ])('askModel retries once after %s', async (_, failure) => {
    const { ask } = await asked();
    server.script(failure, { steps: words('second try') });
    await ask();
    expect(server.requests).toHaveLength(2);
  });

  it.each([400, 401, 403, 404])('askModel does not retry a refusal with %d', async (status) => {
    const { ask } = await asked();
    server.script({ status });
    await expect(ask()).rejects.toEqual(code('model-unavailable'));
    expect(server.requests).toHaveLength(1);
  });
});

describe('createModel and the circuit breaker', () => {
  it('askModel opens the breaker after three failures, admits one probe after the pause and closes on its success', async () => {
    const { ask } = await asked();
    server.script({ status: 500 });
    await expect(ask()).rejects.toEqual(code('model-unavailable'));
    await expect(ask()).rejects.toEqual(code('model-unavailable'));
    expect(server.requests).toHaveLength(3);
    await expect(ask()).rejects.toMatchObject({ code: 'model-unavailable', retryAfterSeconds: 1 });
    expect(server.requests).toHaveLength(3);
    server.script({ steps: words('well again') });
    // Until the pause is over, a call is refused without reaching the server.
    while (
      !(await ask().then(
        () => true,
        () => false,
      ))
    )
      await new Promise((resolve) => setImmediate(resolve));
    expect(server.requests).toHaveLength(4);
    await ask();
    expect(server.requests).toHaveLength(5);
  });

  it('askModel leaves the breaker unchanged when clients leave', async () => {
    const { ask } = await asked();
    server.script({ steps: [{ stall: true }] });
    for (let number = 1; number <= 4; number += 1) {
      const leaving = new AbortController();
      const answer = ask(leaving.signal);
      const request = await server.request(number);
      leaving.abort(new Error('the client left'));
      await expect(answer).rejects.toThrow('the client left');
      await request.aborted;
    }
  });
});

describe('createModel and its metrics', () => {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'some-model',
  };
  const one = (sum: unknown) => ({ count: 1, sum });
  let readings: MetricReadings;
  beforeEach(() => {
    readings = startMetricReadings();
  });
  afterEach(() => readings.close());

  it('askModel records input and output tokens, the time to the first word and the duration', async () => {
    const { ask } = await asked();
    await ask();
    expect(await readings.of(metricCatalogue.modelTokenUsage)).toEqual([
      { attributes: { ...attributes, 'gen_ai.token.type': 'input' }, value: one(7) },
      { attributes: { ...attributes, 'gen_ai.token.type': 'output' }, value: one(3) },
    ]);
    const first = await readings.of(metricCatalogue.modelTimeToFirstToken);
    const whole = await readings.of(metricCatalogue.modelOperationDuration);
    expect([first, whole]).toEqual([
      [{ attributes, value: one(expect.any(Number)) }],
      [{ attributes, value: one(expect.any(Number)) }],
    ]);
  });

  it('askModel records each failed attempt with its status and without the server’s text', async () => {
    const { ask } = await asked();
    server.script({ status: 500 }, { steps: [{ error: { message: 'a secret', code: 'a-secret' } }] });
    await expect(ask()).rejects.toEqual(code('model-unavailable'));
    const whole = await readings.of(metricCatalogue.modelOperationDuration);
    expect(whole.map((reading) => reading.attributes['error.type'])).toEqual(['500', expect.any(String)]);
    expect(JSON.stringify(whole)).not.toContain('secret');
  });

  it('askModel records an attempt as aborted when its reader leaves', async () => {
    const { ask } = await asked();
    server.script({ steps: [{ stall: true }] });
    const leaving = new AbortController();
    const asking = ask(leaving.signal);
    await server.request(1);
    leaving.abort(new Error('the client left'));
    await expect(asking).rejects.toThrow('the client left');
    const whole = await readings.of(metricCatalogue.modelOperationDuration);
    expect(whole.map((reading) => reading.attributes['error.type'])).toEqual(['aborted']);
  });
});

/** A server whose whole body arrives in one piece. */
const inOnePiece =
  (...events: unknown[]): typeof fetch =>
  async () => {
    const body = events.map((event) => `data: ${event === '[DONE]' ? event : JSON.stringify(event)}\n\n`);
    return new Response(body.join(''), { headers: { 'content-type': 'text/event-stream' } });
  };
const delta = (content: string, finishReason: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finishReason }],
});

describe('createModel on chunks that arrive together', () => {
  it('askModel yields their texts as one part and ignores chunks after the end', async () => {
    const fetch = inOnePiece(delta('One'), delta(' two'), delta('.', 'stop'), '[DONE]', delta(' more'));
    const { ask, answers } = await asked({ fetch });
    await ask();
    expect(answers).toEqual(['One two.']);
  });

  it.each([
    ['an error of the server', { error: { message: 'scripted' } }],
    ['an event that is no object', 17],
    ['a text that is a number', { choices: [{ delta: { content: 5 } }] }],
    ['a text in pieces', { choices: [{ delta: { content: [{ type: 'text', text: 'three' }] } }] }],
    ['choices that are no list', { choices: { delta: { content: 'three' } } }],
    ['a reason of the end that is no word', { choices: [{ delta: {}, finish_reason: { stop: true } }] }],
  ])('askModel yields the texts before %s, and fails', async (_, last) => {
    const { ask, answers } = await asked({ fetch: inOnePiece(delta('One'), delta(' two'), last) });
    await expect(ask()).rejects.toMatchObject({ code: 'model-unavailable' });
    expect(answers).toEqual(['One two']);
  });
});

describe('createModel and the usage', () => {
  it('askModel yields the usage that the server reports', async () => {
    const { ask, spent } = await asked();
    await ask();
    expect(spent).toEqual([{ inputTokens: 7, outputTokens: 3, outputBytes: 15 }]);
  });

  it.each([
    ['negative', { prompt_tokens: -700, completion_tokens: -3 }],
    ['no numbers', { prompt_tokens: '7', completion_tokens: null }],
    ['no whole numbers', { prompt_tokens: 0.5, completion_tokens: 1e300 }],
    ['missing', {}],
  ])('askModel yields no tokens where those of the server are %s', async (_, usage) => {
    const { ask, answers, spent } = await asked({
      fetch: inOnePiece(delta('One', 'stop'), { choices: [], usage }, '[DONE]'),
    });
    await ask();
    expect(answers).toEqual(['One']);
    expect(spent).toEqual([{ inputTokens: null, outputTokens: null, outputBytes: 3 }]);
  });

  it('askModel yields its own name of the model where that of the server is no text', async () => {
    const fetch = inOnePiece({ ...delta('One', 'stop'), model: { id: 5 } }, '[DONE]');
    const { ask } = await asked({ fetch });
    await ask();
    expect(exporter.getFinishedSpans()[0]?.attributes['gen_ai.response.model']).toBe('some-model');
  });

  it('askModel yields the bytes that arrived, reasoning included, when the server reports no usage', async () => {
    server.script({ steps: words('<think>hm</think>fine') });
    const { ask, spent } = await asked();
    await ask();
    expect(spent).toEqual([{ inputTokens: null, outputTokens: null, outputBytes: 21 }]);
  });

  it('askModel yields the usage of an answer that broke off, and of one that was aborted before its first word', async () => {
    server.script({ steps: [...words('half an'), { cut: true }] });
    const { ask, spent } = await asked();
    await expect(ask()).rejects.toThrow();
    expect(spent).toEqual([{ inputTokens: null, outputTokens: null, outputBytes: 7 }]);
    server.script({ steps: [{ stall: true }] });
    const leaving = new AbortController();
    const left = ask(leaving.signal);
    await server.request(2);
    leaving.abort(new Error('the client left'));
    await expect(left).rejects.toThrow('the client left');
    expect(spent[1]).toEqual({ inputTokens: null, outputTokens: null, outputBytes: 0 });
  });

  it('askModel yields no usage when the server refused or could not be reached', async () => {
    server.script({ status: 401 });
    const { ask, spent } = await asked();
    await expect(ask()).rejects.toMatchObject({ code: 'model-unavailable' });
    await server.close();
    await expect(ask()).rejects.toMatchObject({ code: 'model-unavailable' });
    expect(spent).toEqual([]);
  });
});
