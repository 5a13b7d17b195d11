import type { MetricDeclaration } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { metrics } from '@opentelemetry/api';
import { type DataPoint, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';

/** One series of a metric: a number, or the count and sum of a histogram. */
export type Reading = {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number | { readonly count: number; readonly sum: number };
};

export type MetricReadings = {
  /** The current readings of a declared metric. */
  readonly of: (metric: Pick<MetricDeclaration, 'name'>) => Promise<Reading[]>;
  readonly close: () => Promise<void>;
};

class ReaderOnDemand extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** Measures this process from now on. Instruments that were created earlier record nothing. */
export const startMetricReadings = (): MetricReadings => {
  const reader = new ReaderOnDemand();
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  return {
    of: async ({ name }) => {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics
        .flatMap((scope) => scope.metrics)
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints as DataPoint<number | Histogram>[])
        .map(({ attributes, value }) => ({
          attributes,
          value: typeof value === 'number' ? value : { count: value.count, sum: value.sum ?? 0 },
        }));
    },
    close: async () => {
      metrics.disable();
      await provider.shutdown();
    },
  };
};
