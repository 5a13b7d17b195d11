import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { metrics } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
} from '@opentelemetry/semantic-conventions';
import { maxRetryMilliseconds, RetryingExporter } from './exporter.ts';
import { instrumentations } from './instrumentations.ts';
import { PrivacySpanProcessor } from './privacy.ts';
import { RequestIdSpanProcessor } from './request-id.ts';
import type { TelemetryRuntime } from './runtime.ts';

/** At about 1 kB a span, an unavailable collector costs a process at most about 4 MB. */
const queue = {
  maxQueueSize: 4_096,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 1_000,
};

const exportTimeoutMilliseconds = 5_000;

/**
 * Requests and calls are measured by operation (`telemetry/metrics.ts`); a second measurement would count
 * them twice.
 */
const withoutHttpMeasurements: ViewOptions = {
  meterName: '@opentelemetry/instrumentation-http',
  aggregation: { type: AggregationType.DROP },
};

export type TelemetrySettings = {
  serviceName: string;
  /** Address of the collector's OTLP/gRPC receiver. Without it, spans exist for the logs but are not sent. */
  collectorUrl: string | undefined;
  /**
   * Sampled share of the traces that begin here, 0 to 1. A trace that begins at the gateway follows its
   * decision.
   */
  sampleRatio: number;
};

/**
 * Reads the settings from the environment: `SERVICE_NAME`, or the folder of the script,
 * `services/<name>/src/main.ts`.
 */
export const telemetrySettings = (
  env: NodeJS.ProcessEnv,
  script = process.argv[1] ?? '',
): TelemetrySettings => {
  const folder = /\/services\/([^/]+)\/src\//.exec(script)?.[1];
  const ratio = Number(env.OTEL_TRACES_SAMPLER_ARG ?? 1);
  return {
    serviceName: env.SERVICE_NAME || (folder ? `${folder}-service` : 'ai-teacher'),
    collectorUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT || undefined,
    sampleRatio: ratio >= 0 && ratio <= 1 ? ratio : 1,
  };
};

/**
 * Starts traces and metrics for this process. The meter provider is created before the SDK, because the span
 * queue is measured as well. The SDK does the rest.
 */
export const startTelemetry = (settings: TelemetrySettings): TelemetryRuntime => {
  const resource = describeProcess(settings.serviceName);
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({
    resource,
    readers: [prometheus],
    views: [withoutHttpMeasurements],
  });
  metrics.setGlobalMeterProvider(meterProvider);
  const sending = settings.collectorUrl ? sendTo(settings.collectorUrl, meterProvider) : undefined;
  const traced = instrumentations();
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    sampler: new ParentBasedSampler({ root: rootSampler(settings.sampleRatio) }),
    spanLimits: { attributeValueLengthLimit: 4_096 },
    spanProcessors: [
      new RequestIdSpanProcessor(),
      new PrivacySpanProcessor(),
      ...(sending ? [sending.processor] : []),
    ],
    // Only the trace context is propagated. Baggage would reach Qdrant and the provider of the model.
    textMapPropagator: new W3CTraceContextPropagator(),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: traced,
  });
  sdk.start();
  for (const instrumentation of traced) instrumentation.setMeterProvider(meterProvider);
  return {
    serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    shutdown: (timeoutMilliseconds) => stop(sdk, sending?.exporter, timeoutMilliseconds),
  };
};

const describeProcess = (serviceName: string): Resource => {
  return defaultResource().merge(
    resourceFromAttributes({
      [ATTR_SERVICE_NAME]: serviceName,
      [ATTR_SERVICE_NAMESPACE]: 'ai-teacher',
      [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
    }),
  );
};

const rootSampler = (ratio: number) => {
  return ratio === 1 ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(ratio);
};

const sendTo = (url: string, meterProvider: MeterProvider) => {
  const exporter = new RetryingExporter(
    () =>
      new OTLPTraceExporter({
        url,
        timeoutMillis: exportTimeoutMilliseconds,
      }),
  );
  const processor = new BatchSpanProcessor({
    exporter,
    ...queue,
    exportTimeoutMillis: maxRetryMilliseconds + exportTimeoutMilliseconds,
    selfObsMeterProvider: meterProvider,
  });
  return { exporter, processor };
};

const stop = async (sdk: NodeSDK, exporter: RetryingExporter | undefined, timeoutMilliseconds: number) => {
  exporter?.stopRetrying();
  const timeout = new AbortController();
  const flushed = sdk.shutdown().catch(() => undefined);
  await Promise.race([flushed, delay(timeoutMilliseconds, undefined, { signal: timeout.signal })]).finally(
    () => {
      timeout.abort();
    },
  );
  // Not awaited, because it waits for the call in progress, which a hanging collector does not end.
  void exporter?.shutdown();
};
