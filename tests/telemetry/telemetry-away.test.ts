/** @mesh alone */
import { randomUUID } from 'node:crypto';
import { signIn } from '@ai-teacher/contracts/auth.ts';
import { readMe } from '@ai-teacher/contracts/user.ts';
import { createEdgeClient } from '@ai-teacher/local-mesh/edge-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/running-mesh.ts';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tracesOf } from './a-lesson.ts';

jest.setTimeout(120_000);

describe('while telemetry is away', () => {
  let mesh: RunningMesh;
  let stopped: 'otel-collector' | 'jaeger' | undefined;

  beforeAll(async () => {
    mesh = await runningMesh();
  });
  afterEach(async () => {
    if (stopped) await mesh.startPart(stopped);
    stopped = undefined;
  });

  const readProfile = async () => {
    const world = createEdgeClient({ gatewayUrl: mesh.gatewayUrl });
    const { answer } = await world.call(signIn, { body: mesh.credentials.student });
    return world.as(answer.accessToken).call(readMe, {});
  };

  it.each(['otel-collector', 'jaeger'] as const)(
    'without the %s requests are answered as ever, and their spans arrive when it is back',
    async (part) => {
      await mesh.stopPart(part);
      stopped = part;
      const { status, requestId } = await readProfile();
      expect(status).toBe(200);
      await mesh.startPart(part);
      stopped = undefined;
      const traces = await tracesOf(mesh, requestId, (found) =>
        found.some(({ spans }) => spans.some(({ service }) => service === 'user-service')),
      );
      expect(traces).toHaveLength(1);
    },
  );
});

describe('what a client sends', () => {
  it('neither joins somebody else’s trace nor hides its own', async () => {
    const mesh = await runningMesh();
    const foreignTrace = '1234567890abcdef1234567890abcdef';
    const requestId = randomUUID();
    const response = await fetch(new URL('/api/auth/.well-known/jwks.json', mesh.gatewayUrl), {
      headers: {
        'x-request-id': requestId,
        traceparent: `00-${foreignTrace}-1234567890abcdef-00`,
        baggage: 'request.id=somebody-else',
      },
    });
    expect(response.status).toBe(200);
    const traces = await tracesOf(mesh, requestId);
    expect(traces.map(({ id }) => id)).not.toContain(foreignTrace);
    expect(traces.flatMap(({ spans }) => spans).map(({ tags }) => tags['request.id'])).not.toContain(
      'somebody-else',
    );
  });
});
