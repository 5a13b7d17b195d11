import { describe, expect, it } from '@jest/globals';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { RetryingExporter } from '../src/telemetry/exporter.ts';

const fast = { firstMilliseconds: 1, maxMilliseconds: 4 };
const batch = [{ name: 'one' } as ReadableSpan];

/**
 * A collector that refuses the first `refusals` batches, and remembers what it got and over how many
 * connections.
 */
const collector = (refusals: number) => {
  const seen = { connections: 0, closed: 0, attempts: 0, received: [] as ReadableSpan[] };
  const connect = (): SpanExporter => {
    seen.connections += 1;
    return {
      export: (spans, done) => {
        seen.attempts += 1;
        if (seen.attempts <= refusals)
          return done({ code: ExportResultCode.FAILED, error: new Error('refused') });
        seen.received.push(...spans);
        done({ code: ExportResultCode.SUCCESS });
      },
      shutdown: async () => {
        seen.closed += 1;
      },
    };
  };
  return { seen, connect };
};

const send = (exporter: RetryingExporter): Promise<ExportResult> => {
  return new Promise((resolve) => exporter.export(batch, resolve));
};

describe('sending spans while the collector is unavailable', () => {
  it('retains the batch and delivers it once, over a new connection, when the collector is available again', async () => {
    const { seen, connect } = collector(3);
    const result = await send(new RetryingExporter(connect, fast));
    expect(result.code).toBe(ExportResultCode.SUCCESS);
    expect(seen).toMatchObject({ attempts: 4, connections: 4, closed: 3, received: batch });
  });

  it('uses one connection as long as it works', async () => {
    const { seen, connect } = collector(0);
    const exporter = new RetryingExporter(connect, fast);
    await send(exporter);
    await send(exporter);
    expect(seen).toMatchObject({ attempts: 2, connections: 1 });
  });

  it('stops waiting when the process stops, after one last attempt', async () => {
    const { seen, connect } = collector(Number.POSITIVE_INFINITY);
    const exporter = new RetryingExporter(connect, { firstMilliseconds: 60_000, maxMilliseconds: 60_000 });
    const sending = send(exporter);
    exporter.stopRetrying();
    expect((await sending).code).toBe(ExportResultCode.FAILED);
    expect(seen.attempts).toBeLessThanOrEqual(2);
  });
});
