/** @mesh alone */
import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { serviceNames } from '@ai-teacher/contracts/values.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import { patientClient, unrepeatedClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { tracesOf } from './a-lesson.ts';
import { readSamples, total } from './exposition.ts';
import { fullCollector } from './full-collector.ts';

jest.setTimeout(120_000);

/** The bound of each process's span queue (libs/service-kit/src/telemetry/sdk.ts). */
const maxQueueLength = 4_096;
/** The bound of the gateway's pending exports: Envoy's own bound of a cluster. */
const maxPendingExports = 1_024;

let mesh: RunningMesh;
let restore: (() => Promise<void>) | undefined;

beforeAll(async () => {
  mesh = await runningMesh();
});
afterEach(async () => {
  await restore?.();
  restore = undefined;
});

/**
 * A new user each time, so that the many reads of these tests do not use up the limit of shared users.
 */
const enter = async (): Promise<EdgeClient> => {
  const world = patientClient(mesh.gatewayUrl);
  const person = { email: `${randomUUID()}@school.example`, password: `three quiet rivers ${randomUUID()}` };
  await world.call(register, { body: { ...person, name: 'Kim' } });
  return unrepeatedClient(mesh.gatewayUrl, person);
};
const arrival = (requestId: string) =>
  tracesOf(mesh, requestId, (found) =>
    found.some(({ spans }) => spans.some(({ service }) => service === 'user-service')),
  );

const samplesOfService = (name: (typeof serviceNames)[number]) =>
  readSamples(`http://127.0.0.1:${portOf(mesh.addresses, name, 'probe')}/metrics`);
const queued = async (name: (typeof serviceNames)[number]): Promise<number> =>
  total(await samplesOfService(name), 'otel_sdk_processor_span_queue_size');
const exportsUnderWay = async (): Promise<number> => {
  const url = `http://127.0.0.1:${portOf(mesh.addresses, 'gateway', 'stats')}/stats/prometheus`;
  const samples = await readSamples(url);
  const cluster = { envoy_cluster_name: 'otel-collector' };
  return (
    total(samples, 'envoy_cluster_upstream_rq_active', cluster) +
    total(samples, 'envoy_cluster_upstream_rq_pending_active', cluster)
  );
};

/** Each failure of the collector for its senders. `begin` returns a function that ends the failure. */
const failures: [string, () => Promise<() => Promise<void>>][] = [
  [
    'is dead',
    async () => {
      await mesh.stopPart('otel-collector');
      return () => mesh.startPart('otel-collector');
    },
  ],
  [
    'hangs',
    async () => {
      await mesh.freezePart('otel-collector');
      return () => mesh.thawPart('otel-collector');
    },
  ],
  [
    'is full and refuses',
    async () => {
      await mesh.stopPart('otel-collector');
      const full = await fullCollector(portOf(mesh.addresses, 'otel-collector', 'grpc'));
      return async () => {
        try {
          // A batch is sent one to two seconds after its first span.
          await waitUntil(() => full.refused() > 0, { what: 'a refused batch', timeoutSeconds: 60 });
        } finally {
          await full.close();
          await mesh.startPart('otel-collector');
        }
      };
    },
  ],
];

describe('while the collector', () => {
  it.each(failures)(
    '%s, every request is answered, queues stay within their bound, and spans arrive afterwards',
    async (_, begin) => {
      const student = await enter();
      restore = await begin();
      const reads = await Promise.all(Array.from({ length: 25 }, () => student.call(readMe, {})));
      expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200));
      // The queue is empty between two attempts to send, so every reading follows a request.
      const holdsSpans = async () => {
        await student.call(readMe, {});
        return (await queued('user')) > 0;
      };
      await waitUntil(holdsSpans, {
        what: 'spans in the queue of the user service',
        timeoutSeconds: 60,
        everyMilliseconds: 1_000,
      });
      for (const name of serviceNames) expect(await queued(name)).toBeLessThanOrEqual(maxQueueLength);
      expect(await exportsUnderWay()).toBeLessThanOrEqual(maxPendingExports);
      await restore();
      restore = undefined;
      for (const requestId of [reads[0]?.requestId ?? '', (await student.call(readMe, {})).requestId])
        expect(await arrival(requestId)).toHaveLength(1);
    },
  );
});

describe('while Jaeger is unavailable', () => {
  it('requests are answered as usual, and their spans arrive when Jaeger is available again', async () => {
    const student = await enter();
    await mesh.stopPart('jaeger');
    restore = () => mesh.startPart('jaeger');
    const { status, requestId } = await student.call(readMe, {});
    expect(status).toBe(200);
    await restore();
    restore = undefined;
    expect(await arrival(requestId)).toHaveLength(1);
  });
});

describe('while Prometheus is unavailable', () => {
  it('requests are answered and traces are stored as usual', async () => {
    const student = await enter();
    await mesh.stopPart('prometheus');
    restore = () => mesh.startPart('prometheus');
    const { status, requestId } = await student.call(readMe, {});
    expect(status).toBe(200);
    expect(await arrival(requestId)).toHaveLength(1);
  });
});

describe('trace headers of a client', () => {
  it('neither join another trace nor hide the request’s own', async () => {
    const foreignTrace = '1234567890abcdef1234567890abcdef';
    const requestId = randomUUID();
    const response = await fetch(new URL('/api/auth/.well-known/jwks.json', mesh.gatewayUrl), {
      headers: {
        'x-request-id': requestId,
        traceparent: `00-${foreignTrace}-1234567890abcdef-00`,
        baggage: 'request.id=another-trace',
      },
    });
    expect(response.status).toBe(200);
    const traces = await tracesOf(mesh, requestId);
    expect(traces.map(({ id }) => id)).not.toContain(foreignTrace);
    expect(traces.flatMap(({ spans }) => spans).map(({ tags }) => tags['request.id'])).not.toContain(
      'another-trace',
    );
  });
});
