import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { telemetrySettings } from '../src/telemetry/sdk.ts';

const root = new URL('../', import.meta.url);
const path = (name: string) => new URL(name, root).pathname;

type Report = {
  here: string;
  there: string;
  probed: string | null;
  exposed: string;
};

const runTraced = async (collector?: string): Promise<Report> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', path('src/register-telemetry.ts'), path('test/fixtures/traced-process.ts')],
    { env: { PATH: process.env.PATH, ...(collector ? { OTEL_EXPORTER_OTLP_ENDPOINT: collector } : {}) } },
  );
  return JSON.parse(stdout);
};

describe('a process with telemetry registered', () => {
  it('propagates its trace through an outgoing request, ignores probes and serves metrics', async () => {
    const report = await runTraced();
    expect(report.there).toBe(report.here);
    expect(report.probed).toBeNull();
    for (const name of ['v8js_memory_heap_used', 'nodejs_eventloop_utilization', 'process_cpu_time_total'])
      expect(report.exposed).toContain(`${name}{`);
    // Requests are measured by operation, in `create-app.ts`; measured here as well they would be counted
    // twice.
    expect(report.exposed).not.toMatch(/http_(server|client)_request_duration/);
  });

  it('works and stops when no collector listens', async () => {
    const report = await runTraced('http://127.0.0.1:1');
    expect(report.there).toBe(report.here);
    expect(report.exposed).toContain('otel_sdk_processor_span_queue_capacity');
  });

  it('works and stops when the collector accepts the connection and never answers', async () => {
    const collector = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    try {
      const report = await runTraced(`http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
      expect(report.there).toBe(report.here);
    } finally {
      collector.close();
    }
  });
});

describe('the settings', () => {
  it.each([
    [{}, '/srv/services/rag/src/main.ts', 'rag-service'],
    [{ SERVICE_NAME: 'mine' }, '/srv/services/rag/src/main.ts', 'mine'],
    [{}, '', 'ai-teacher'],
  ])('%j and the script %s name the service %s', (env, script, name) => {
    expect(telemetrySettings(env, script).serviceName).toBe(name);
  });

  it.each([
    [undefined, 1],
    ['0.25', 0.25],
    ['7', 1],
    ['many', 1],
  ])('a sampling ratio of %p means %d', (ratio, meant) => {
    const env = ratio === undefined ? {} : { OTEL_TRACES_SAMPLER_ARG: ratio };
    expect(telemetrySettings(env, '').sampleRatio).toBe(meant);
  });
});
