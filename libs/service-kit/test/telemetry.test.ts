import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { PrivacySpanProcessor } from '../src/telemetry/privacy.ts';
import { RequestIdSpanProcessor } from '../src/telemetry/request-id.ts';
import {
  clientSpan,
  currentTraceparent,
  noteInOpenSpan,
  producerSpan,
  span,
  startSpanFrom,
  traceLogFields,
  withRequestIdBaggage,
} from '../src/telemetry/spans.ts';

const requestId = '0b7f4d0e-6c0c-4a51-9f43-0d5f1a2b3c4d';
const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({
  spanProcessors: [
    new RequestIdSpanProcessor(),
    new PrivacySpanProcessor(),
    new SimpleSpanProcessor({ exporter }),
  ],
});

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
});
beforeEach(() => exporter.reset());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

const named = (name: string) => {
  const found = exporter.getFinishedSpans().find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no span ${name}`);
  return found;
};

describe('the request id', () => {
  it('is on the span that was open and on every span opened inside, also after an await', async () => {
    await span('server', {}, () =>
      withRequestIdBaggage(requestId, async () => {
        await span('first', {}, async () => undefined);
        await clientSpan('second', {}, async () => undefined);
      }),
    );
    const ids = exporter.getFinishedSpans().map((each) => each.attributes['request.id']);
    expect(ids).toEqual([requestId, requestId, requestId]);
  });

  it('is not on spans outside', () => {
    withRequestIdBaggage(requestId, () => undefined);
    span('outside', {}, () => undefined);
    expect(named('outside').attributes['request.id']).toBeUndefined();
  });
});

describe('noteInOpenSpan', () => {
  it('noteInOpenSpan adds attributes to the open span, and does nothing without one', () => {
    noteInOpenSpan({ 'aiteacher.question.rewriting': 'rules' });
    span('asked', {}, () => noteInOpenSpan({ 'aiteacher.question.rewriting': 'model' }));
    expect(named('asked').attributes['aiteacher.question.rewriting']).toBe('model');
  });
});

describe('a job or an event', () => {
  it('continues the trace of the request that caused it', async () => {
    const traceparent = producerSpan('send ingest-document', {}, currentTraceparent);
    await withRequestIdBaggage(requestId, () =>
      startSpanFrom(traceparent, 'process ingest-document', () => span('step', {}, async () => undefined)),
    );
    const [cause, effect, step] = ['send ingest-document', 'process ingest-document', 'step'].map(named);
    expect(cause?.kind).toBe(SpanKind.PRODUCER);
    expect(effect?.kind).toBe(SpanKind.CONSUMER);
    expect(effect?.parentSpanContext?.spanId).toBe(cause?.spanContext().spanId);
    expect(step?.spanContext().traceId).toBe(cause?.spanContext().traceId);
    expect(step?.attributes['request.id']).toBe(requestId);
  });

  it('belongs to its cause and not to the worker that happens to run it', () => {
    const traceparent = producerSpan('send x', {}, currentTraceparent);
    span('worker', {}, () => startSpanFrom(traceparent, 'process x', () => undefined));
    expect(named('process x').spanContext().traceId).toBe(named('send x').spanContext().traceId);
    expect(named('process x').spanContext().traceId).not.toBe(named('worker').spanContext().traceId);
  });

  it.each([undefined, '', 'garbage', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, '00-abc-def-01'])(
    'starts a trace of its own when the traceparent is %p',
    (traceparent) => {
      startSpanFrom(traceparent, 'process x', () => undefined);
      expect(named('process x').parentSpanContext).toBeUndefined();
    },
  );

  it('is not traced when its cause was not', () => {
    const unsampled = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    startSpanFrom(unsampled, 'process x', () => undefined);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});

describe('a span whose work fails', () => {
  it.each([
    ['throws', () => fail()],
    ['rejects', async () => fail()],
  ])('is marked when the work %s, and the error goes on', async (_how, work) => {
    const outcome = Promise.resolve().then(() => span('failing', {}, work));
    await expect(outcome).rejects.toThrow('amy@example.org');
    expect(named('failing').status).toEqual({ code: SpanStatusCode.ERROR });
    expect(named('failing').attributes['error.type']).toBe('TypeError');
  });

  it('holds no message, neither its own nor one that an instrumentation recorded', () => {
    span('recorded', {}, (opened) => {
      opened.recordException(new Error('amy@example.org is taken'));
      opened.setStatus({ code: SpanStatusCode.ERROR, message: 'amy@example.org is taken' });
    });
    const { status, events } = named('recorded');
    expect(JSON.stringify({ status, events })).not.toContain('amy@example.org');
    expect(events[0]?.attributes?.['exception.stacktrace']).toMatch(/^\s+at /);
  });

  function fail(): never {
    throw new TypeError('amy@example.org');
  }
});

describe('the attributes of instrumentations', () => {
  it('are exported without literals and without the query of an address', () => {
    const attributes = {
      'db.query.text': "select 1 from account where email = 'amy@example.org'",
      'url.full': 'https://qdrant:6333/points?token=secret#part',
      'url.query': 'token=secret',
    };
    clientSpan('call', attributes, () => undefined);
    expect(named('call').attributes).toEqual({
      'db.query.text': 'select ? from account where email = ?',
      'url.full': 'https://qdrant:6333/points',
    });
  });
});

describe('a log line', () => {
  it('carries the ids of the open span', () => {
    const fields = span('open', {}, traceLogFields);
    const { traceId, spanId } = named('open').spanContext();
    expect(fields).toEqual({ trace_id: traceId, span_id: spanId, trace_flags: '01' });
  });

  it('carries none outside a span', () => {
    expect(traceLogFields()).toBeUndefined();
    expect(currentTraceparent()).toBeUndefined();
  });
});
