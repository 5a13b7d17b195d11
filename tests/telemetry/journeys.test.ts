import type { Trace, TraceSpan } from '@ai-teacher/local-mesh/trace-search.ts';
import { describe, expect, it } from '@jest/globals';
import { waysThrough } from './journeys.ts';

function span(
  id: string,
  parentId: string | undefined,
  service: string,
  tags: TraceSpan['tags'] = {},
): TraceSpan {
  return { id, parentId, service, name: id, startMicroseconds: 0, durationMicroseconds: 1, tags, events: [] };
}

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

describe('the ways through a trace', () => {
  it('name each part once per step, and the stores that were called', () => {
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
