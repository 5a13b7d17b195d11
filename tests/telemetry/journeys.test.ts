import type { Trace, TraceSpan } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { describe, expect, it } from '@jest/globals';
import { areWhole, hopsOf, meshCallsOf, storeCallsOf, waysThrough } from './journeys.ts';

const span = (
  id: string,
  parentId: string | undefined,
  service: string,
  tags: TraceSpan['tags'] = {},
): TraceSpan => {
  return { id, parentId, service, name: id, startMicroseconds: 0, durationMicroseconds: 1, tags, events: [] };
};

const trace: Trace = {
  id: 'aa',
  spans: [
    span('1', undefined, 'gateway'),
    span('2', '1', 'gateway'),
    span('3', '2', 'chat-service'),
    span('4', '3', 'chat-service', { 'db.system.name': 'postgresql', 'span.kind': 'client' }),
    span('5', '3', 'chat-service', { 'span.kind': 'client', 'server.port': 6333 }),
    span('6', 'lost', 'rag-service'),
  ],
};

describe('the paths of a trace', () => {
  it('name each part once per step, and the called stores', () => {
    expect(waysThrough([trace], { qdrantPort: 6333 })).toEqual(
      new Set([
        'gateway',
        'gateway → chat-service',
        'gateway → chat-service → postgresql',
        'gateway → chat-service → qdrant',
        'rag-service',
      ]),
    );
  });
});

describe('hopsOf', () => {
  const kind = (name: string) => ({ 'span.kind': name });
  const searched: Trace = {
    id: 'bb',
    spans: [
      span('1', undefined, 'gateway', kind('server')),
      span('2', '1', 'gateway', kind('client')),
      span('3', '2', 'chat-service', { ...kind('server'), 'aiteacher.operation': 'ask' }),
      span('4', '3', 'chat-service', kind('client')),
      span('5', '4', 'gateway', kind('server')),
      span('6', '5', 'gateway', kind('client')),
      span('7', '6', 'rag-service', { ...kind('server'), 'aiteacher.operation': 'search' }),
      span('8', '7', 'rag-service', { ...kind('client'), 'db.system.name': 'postgresql' }),
    ],
  };

  it('names the caller, the operation and the spans between', () => {
    expect(hopsOf(searched)).toEqual([
      { from: 'world', to: 'chat-service', operation: 'ask', through: ['gateway server', 'gateway client'] },
      {
        from: 'chat-service',
        to: 'rag-service',
        operation: 'search',
        through: ['chat-service client', 'gateway server', 'gateway client'],
      },
    ]);
  });

  it('is complete once every span has its parent', () => {
    expect(areWhole([searched])).toBe(true);
    expect(areWhole([{ id: 'bb', spans: searched.spans.filter(({ id }) => id !== '5') }])).toBe(false);
  });

  it('distinguishes calls of services from calls of stores', () => {
    const stores = { qdrantPort: 6333 };
    expect(meshCallsOf(searched, stores).map(({ id }) => id)).toEqual(['4']);
    expect(storeCallsOf(searched, stores)).toEqual(['rag-service → postgresql']);
  });
});
