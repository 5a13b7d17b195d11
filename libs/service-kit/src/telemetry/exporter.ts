import { setTimeout as delay } from 'node:timers/promises';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

const retryDelays = { firstMilliseconds: 500, maxMilliseconds: 5_000 };

/** The OTLP exporter over gRPC drops a batch at the first refusal, but a collector may start minutes late. */
export const maxRetryMilliseconds = 10 * 60_000;

/**
 * Sends the same batch again while the collector is unavailable; the bounded queue behind it holds the other
 * spans. Each attempt opens a new connection, because a gRPC channel waits up to two minutes between its
 * attempts.
 */
export class RetryingExporter implements SpanExporter {
  readonly #connect: () => SpanExporter;
  readonly #stopping = new AbortController();
  readonly #delays: typeof retryDelays;
  #connection: SpanExporter | undefined;

  constructor(connect: () => SpanExporter, delays = retryDelays) {
    this.#connect = connect;
    this.#delays = delays;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#send(spans).then(done, (error: Error) => done({ code: ExportResultCode.FAILED, error }));
  }

  /** From now on each batch is sent once, because the process is stopping. */
  stopRetrying(): void {
    this.#stopping.abort();
  }

  forceFlush(): Promise<void> {
    return this.#connection?.forceFlush?.() ?? Promise.resolve();
  }

  async shutdown(): Promise<void> {
    this.stopRetrying();
    await this.#disconnect();
  }

  async #send(spans: ReadableSpan[]): Promise<ExportResult> {
    const giveUpAt = performance.now() + maxRetryMilliseconds;
    const { firstMilliseconds, maxMilliseconds } = this.#delays;
    for (let wait = firstMilliseconds; ; wait = Math.min(wait * 2, maxMilliseconds)) {
      const result = await this.#attempt(spans);
      if (result.code === ExportResultCode.SUCCESS) return result;
      await this.#disconnect();
      if (this.#stopping.signal.aborted || performance.now() + wait > giveUpAt) return result;
      await delay(wait, undefined, {
        ref: false,
        signal: this.#stopping.signal,
      }).catch(() => undefined);
    }
  }

  #attempt(spans: ReadableSpan[]): Promise<ExportResult> {
    this.#connection ??= this.#connect();
    const connection = this.#connection;
    return new Promise((resolve) => connection.export(spans, resolve));
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.shutdown();
  }
}
