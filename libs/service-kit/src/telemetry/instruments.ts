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

/** Of the provider that is registered at the moment: make instruments when the process starts, not when modules load. */
const meter = (): Meter => metrics.getMeter(scope);

const optionsOf = ({ unit, description, buckets }: MetricDeclaration) => ({
  unit,
  description,
  ...(buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } }),
});

/** A declared histogram; it takes the attributes of its declaration and no others. */
export const histogram = <Metric extends OfKind<'histogram'>>(metric: Metric): Histogram<Named<Metric>> =>
  meter().createHistogram(metric.name, optionsOf(metric));

/** A declared counter; it takes the attributes of its declaration and no others. */
export const counter = <Metric extends OfKind<'counter'>>(metric: Metric): Counter<Named<Metric>> =>
  meter().createCounter(metric.name, optionsOf(metric));

/** A declared number that goes up and down; it takes the attributes of its declaration and no others. */
export const upDownCounter = <Metric extends OfKind<'upDownCounter'>>(
  metric: Metric,
): UpDownCounter<Named<Metric>> => meter().createUpDownCounter(metric.name, optionsOf(metric));

/** A declared gauge, to be observed by `whenScraped`. */
export const gauge = <Metric extends OfKind<'gauge'>>(metric: Metric): ObservableGauge<Named<Metric>> =>
  meter().createObservableGauge(metric.name, optionsOf(metric));

/**
 * Calls `observe` each time the metrics are read, and waits for it: it must settle soon, whatever is away.
 *
 * @returns stop: takes the callback away again.
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
