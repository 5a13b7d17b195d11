import type { Inputs, RequestKind } from '../inputs/inputs.ts';
import { type Figure, figure, shown } from './figure.ts';
import { type PartShape, partShapes } from './parts.ts';
import type { Peak, PeakName } from './peaks.ts';
import type { Workload } from './workload.ts';

/** The need of one part at the peak that loads it most. */
export type PartNeed = {
  readonly part: string;
  readonly peak: PeakName;
  readonly shape: PartShape;
  readonly cores: Figure;
  readonly replicas: Figure;
  readonly memory: Figure;
};

type Cost = { readonly kind: RequestKind; readonly rate: number; readonly milliseconds: number };

const costsAt = (part: string, peak: Peak, { processorMicroseconds }: Inputs, speed: number): Cost[] =>
  Object.entries(peak.rates).flatMap(([kind, { value }]) => {
    const microseconds = processorMicroseconds[kind as RequestKind]?.[part] ?? 0;
    if (value === 0 || microseconds === 0) return [];
    return [{ kind: kind as RequestKind, rate: value, milliseconds: microseconds / 1_000 / speed }];
  });

const busyCores = (costs: readonly Cost[]): number =>
  costs.reduce((sum, { rate, milliseconds }) => sum + (rate * milliseconds) / 1_000, 0);

const formulaOf = (costs: readonly Cost[], peak: PeakName, speed: number): string => {
  const terms = costs.map(
    ({ kind, rate, milliseconds }) => `${shown(rate)} ${kind}/s × ${shown(milliseconds)} ms`,
  );
  return `${peak}: ${terms.join(' + ') || 'no request'}${speed === 1 ? '' : ` (at a speed of ${speed})`}`;
};

/** Requests may use at least this share of a processor, however much of it the idle work takes. */
const minUsablePercent = 1;

/** The share of the processors of one replica that requests may use. */
const usableOf = (
  { processors }: PartShape,
  load: Workload,
  idle: number,
): { cores: number; formula: string } => {
  const cores = processors * (load['busy-percent'] / 100) - idle;
  const least = processors * (minUsablePercent / 100);
  return cores >= least
    ? { cores, formula: `${processors} × ${load['busy-percent']} % − ${shown(idle)} idle` }
    : { cores: least, formula: `${processors} × at least ${minUsablePercent} %` };
};

const needOf = (
  [part, shape]: readonly [string, PartShape],
  { inputs, load, peaks }: { inputs: Inputs; load: Workload; peaks: readonly Peak[] },
): PartNeed => {
  const speed = load['core-speed'];
  const candidates = peaks.map((peak) => ({ peak: peak.name, costs: costsAt(part, peak, inputs, speed) }));
  const [first, ...others] = candidates;
  if (first === undefined) throw new Error('a plan needs a peak');
  const busiest = others.reduce(
    (best, each) => (busyCores(each.costs) > busyCores(best.costs) ? each : best),
    first,
  );
  const cores = busyCores(busiest.costs);
  const idle = (inputs.idleMicroseconds[part] ?? 0) / 1e6 / speed;
  const usable = usableOf(shape, load, idle);
  const replicas = Math.max(shape.minReplicas, Math.ceil(cores / usable.cores));
  const mebibytes = inputs.memoryMebibytes[part] ?? 0;
  return {
    part,
    peak: busiest.peak,
    shape,
    cores: figure('cores', [cores, 'cores'], formulaOf(busiest.costs, busiest.peak, speed)),
    replicas: figure(
      'replicas',
      [replicas, ''],
      `max(${shape.minReplicas}, ${shown(cores)} cores / (${usable.formula})), rounded up`,
    ),
    memory: figure(
      'memory',
      [(replicas * mebibytes) / 1_024, 'GiB'],
      `${shown(replicas)} × ${shown(mebibytes)} MiB measured`,
    ),
  };
};

/** The processors, replicas and memory of every part. */
export const needsOf = (given: { inputs: Inputs; load: Workload; peaks: readonly Peak[] }): PartNeed[] =>
  Object.entries(partShapes(given.load['database-cores'])).map((part) => needOf(part, given));
