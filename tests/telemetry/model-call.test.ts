/** @mesh shared */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import type { Trace } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { accessTokenOf, patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tracesOf } from './a-lesson.ts';
import { type ChatWithAModel, startChatWithAModel } from './chat-with-a-model.ts';
import { type Sample, total } from './exposition.ts';
import { areWhole, childrenOf, hopsOf, isKind } from './journeys.ts';

jest.setTimeout(120_000);

const book = new URL('../../libs/demo/textbook/water-weather-and-climate.pdf', import.meta.url);
/** Words of this test alone, so that a span with them proves a leak. */
const question = `What is condensation? (${randomUUID()})`;
const answer = `Vapour turns into droplets [1]. (${randomUUID()})`;

describe('a question answered by a model', () => {
  let mesh: RunningMesh;
  let model: OpenAiStub;
  let chat: ChatWithAModel;
  let traces: Trace[];
  let samples: Sample[];
  const requestId = randomUUID();

  beforeAll(async () => {
    mesh = await runningMesh();
    model = await startOpenAiStub({
      steps: words(answer),
      usage: { prompt_tokens: 700, completion_tokens: 30 },
    });
    chat = await startChatWithAModel(mesh, model.url);
    const accessToken = await accessTokenOf(mesh.gatewayUrl, mesh.credentials.teacher);
    const teacher = patientClient(mesh.gatewayUrl).as(accessToken);
    const bytes = readFileSync(book);
    const file = { name: 'water.pdf', bytes };
    const { documentId } = (await teacher.upload(ingest, { body: { title: 'Water' } }, file)).answer;
    const progress = await teacher.stream(followDocument, { params: { id: documentId } });
    for await (const _event of progress.answer);
    const asked = await chat.ask({
      accessToken,
      requestId,
      body: { message: question, documentIds: [documentId] },
    });
    if (asked.status !== 200)
      throw new Error(`the question was answered with ${asked.status}: ${asked.text}`);
    traces = await tracesOf(mesh, requestId, (found) => {
      const hops = found.flatMap(hopsOf);
      return (
        ['ask', 'search'].every((id) => hops.some(({ operation }) => operation === id)) && areWhole(found)
      );
    });
    samples = await chat.exposed();
  });
  afterAll(async () => {
    await chat?.stop();
    await model?.close();
  });

  const modelSpans = () =>
    traces.flatMap((trace) =>
      trace.spans
        .filter(({ tags }) => tags['gen_ai.operation.name'] !== undefined)
        .map((span) => ({ span, trace })),
    );

  it('has one client span for the model, with tokens, model name and finish reason', () => {
    expect(model.requests).toHaveLength(1);
    expect(modelSpans().map(({ span }) => span)).toMatchObject([
      {
        service: 'chat-service',
        name: 'chat scripted-model',
        tags: {
          'span.kind': 'client',
          'request.id': requestId,
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'scripted-model',
          'gen_ai.response.model': 'scripted-model',
          'gen_ai.usage.input_tokens': 700,
          'gen_ai.usage.output_tokens': 30,
        },
      },
    ]);
    const [{ span, trace } = { span: undefined, trace: undefined }] = modelSpans();
    expect(String(span?.tags['gen_ai.response.finish_reasons'])).toContain('stop');
    const inside = span && trace ? childrenOf(span, trace) : [];
    expect(inside.filter((child) => isKind(child, 'client'))).toHaveLength(1);
  });

  it('is one trace with the search for its sources, under one request id', () => {
    expect(traces).toHaveLength(1);
    const spans = traces.flatMap((trace) => trace.spans);
    expect(traces.flatMap(hopsOf)).toContainEqual({
      from: 'chat-service',
      to: 'rag-service',
      operation: search.operationId,
      through: ['chat-service client', 'gateway server', 'gateway client'],
    });
    expect(new Set(spans.map(({ tags }) => tags['request.id']))).toEqual(new Set([requestId]));
  });

  it('leaves no word of the question or the answer in a span', () => {
    const told = JSON.stringify(traces);
    expect(told).not.toContain(question);
    expect(told).not.toContain(answer);
    expect(told).not.toContain('droplets');
  });

  it.each([
    ['gen_ai_client_token_usage_sum', { gen_ai_token_type: 'input' }, 700],
    ['gen_ai_client_token_usage_sum', { gen_ai_token_type: 'output' }, 30],
    ['gen_ai_client_operation_duration_count', {}, 1],
    ['gen_ai_client_operation_time_to_first_chunk_count', {}, 1],
    ['aiteacher_rate_limit_decisions_total', { aiteacher_rate_limit_decision: 'admitted' }, 1],
  ])('is measured: %s %j', (name, labels, value) => {
    expect(total(samples, name, labels)).toBe(value);
  });
});
