import {
  type BatchObservableCallback,
  type Counter,
  type Histogram,
  type Meter,
  metrics,
  type Observable,
  type ObservableGauge,
  type UpDownCounter,
} from '@opentelemetry/api';
import type { MetricDeclaration } from './metrics.ts';
import { scope } from './names.ts';

type Named<Metric extends MetricDeclaration> = { [Name in Metric['attributes'][number]]?: string | number };
type OfKind<Kind extends MetricDeclaration['kind']> = MetricDeclaration & { readonly kind: Kind };

/**
 * The meter of the currently registered provider. Create instruments at process start, not when modules load.
 */
const meter = (): Meter => metrics.getMeter(scope);

const optionsOf = ({ unit, description, buckets }: MetricDeclaration) => ({
  unit,
  description,
  ...(buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } }),
});

/** Creates a declared histogram, which accepts only the declared attributes. */
export const histogram = <Metric extends OfKind<'histogram'>>(metric: Metric): Histogram<Named<Metric>> =>
  meter().createHistogram(metric.name, optionsOf(metric));

/** Creates a declared counter, which accepts only the declared attributes. */
export const counter = <Metric extends OfKind<'counter'>>(metric: Metric): Counter<Named<Metric>> =>
  meter().createCounter(metric.name, optionsOf(metric));

/** Creates a declared up-down counter, which accepts only the declared attributes. */
export const upDownCounter = <Metric extends OfKind<'upDownCounter'>>(
  metric: Metric,
): UpDownCounter<Named<Metric>> => meter().createUpDownCounter(metric.name, optionsOf(metric));

/** Creates a declared gauge. `whenScraped` observes it. */
export const gauge = <Metric extends OfKind<'gauge'>>(metric: Metric): ObservableGauge<Named<Metric>> =>
  meter().createObservableGauge(metric.name, optionsOf(metric));

/**
 * Calls `observe` each time the metrics are read and waits for it. `observe` must settle soon even when its
 * source is unavailable.
 *
 * @returns stop: removes the callback.
 */
export const whenScraped = (
  gauges: readonly Observable[],
  observe: BatchObservableCallback,
): (() => void) => {
  const observables = [...gauges];
  const from = meter();
  from.addBatchObservableCallback(observe, observables);
  return () => from.removeBatchObservableCallback(observe, observables);
};
