import type { Inputs } from '../inputs/inputs.ts';
import { type Figure, figure, shown } from './figure.ts';
import { costsOf, type Priced, tokensOf } from './money.ts';
import { type Peak, peaksOf } from './peaks.ts';
import { needsOf, type PartNeed } from './processors.ts';
import { connectionsOf, contentsOf, disksOf, overlayDisks } from './stores.ts';
import type { Workload } from './workload.ts';

/** A need and its ratio to the resources of one system. */
export type Strain = {
  readonly what: string;
  /** The need divided by the bound; above 1 one system does not suffice. */
  readonly ratio: Figure;
  /**
   * Whether more replicas or larger volumes help; otherwise the pupils must be divided over several systems.
   */
  readonly isWidened: boolean;
};

export type Plan = {
  readonly workload: Workload;
  readonly peaks: readonly Peak[];
  readonly parts: readonly PartNeed[];
  readonly contents: readonly Figure[];
  readonly disks: readonly Figure[];
  readonly connections: Figure;
  readonly totals: readonly Figure[];
  readonly tokens: readonly Figure[];
  readonly costs: readonly Priced[];
  /** The worst first. */
  readonly strains: readonly Strain[];
  /**
   * The number of separate systems that are needed because some parts run on one machine only. Each system
   * has a share of the institutions.
   */
  readonly systems: Figure;
};

/** Connections that the production cluster of `deploy/` accepts. */
export const maxConnections = 720;

const strainOf = ({ part, shape, replicas }: PartNeed): Strain => {
  const isWidened = shape.grows !== 'machine';
  // Further nodes of Qdrant hold no shard.
  const units = shape.grows === 'nodes' ? 'shards of the overlay' : 'of the overlay';
  const bound = isWidened ? `${shape.maxReplicas} ${units}` : 'one machine';
  return {
    what: part,
    isWidened,
    ratio: figure(
      part,
      [replicas.value / shape.maxReplicas, '×'],
      `${shown(replicas.value)} replicas / ${bound}`,
    ),
  };
};

const strainOfConnections = ({ value }: Figure): Strain => ({
  what: 'connections of PostgreSQL',
  isWidened: false,
  ratio: figure(
    'connections of PostgreSQL',
    [value / maxConnections, '×'],
    `${shown(value)} / ${maxConnections} of the overlay`,
  ),
});

/** A larger volume helps. */
const strainOfDisk = ({ name, value }: Figure): Strain[] => {
  const disk = overlayDisks[name];
  if (disk === undefined) return [];
  const formula = `${shown(value)} / (${disk.formula})`;
  return [{ what: name, isWidened: true, ratio: figure(name, [value / disk.gibibytes, '×'], formula) }];
};

const systemsOf = (strains: readonly Strain[]): Figure => {
  const fixed = strains.filter(({ isWidened }) => !isWidened);
  const worst = fixed.reduce((most, each) => (each.ratio.value > most.ratio.value ? each : most));
  return figure(
    'systems',
    [Math.max(1, Math.ceil(worst.ratio.value)), ''],
    `${worst.what}: ${worst.ratio.formula}, rounded up`,
  );
};

const totalsOf = (parts: readonly PartNeed[], disks: readonly Figure[]): Figure[] => {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const listed = (of: (need: PartNeed) => number) =>
    parts.map((need) => `${need.part} ${shown(of(need))}`).join(' + ');
  const provided = ({ cores, replicas, shape }: PartNeed): number =>
    Math.max(cores.value, shape.grows === 'pods' ? replicas.value : cores.value);
  return [
    figure(
      'cores in use at the peaks',
      [sum(parts.map(({ cores }) => cores.value)), 'cores'],
      listed(({ cores }) => cores.value),
    ),
    figure('cores provided', [sum(parts.map(provided)), 'cores'], listed(provided)),
    figure(
      'memory',
      [sum(parts.map(({ memory }) => memory.value)), 'GiB'],
      listed(({ memory }) => memory.value),
    ),
    figure(
      'disk',
      [sum(disks.map(({ value }) => value)), 'GiB'],
      disks.map(({ name, value }) => `${name} ${shown(value)}`).join(' + '),
    ),
  ];
};

/** Turns measured inputs and a workload into the needs of a system. */
export const makePlan = (inputs: Inputs, workload: Workload): Plan => {
  const peaks = peaksOf(workload);
  const given = { inputs, load: workload, peaks };
  const parts = needsOf(given);
  const contents = contentsOf(inputs, workload);
  const disks = disksOf(contents);
  const connections = connectionsOf(parts);
  const tokens = tokensOf(workload);
  const totals = totalsOf(parts, disks);
  const strains = [
    ...parts.map(strainOf),
    strainOfConnections(connections),
    ...disks.flatMap(strainOfDisk),
  ].sort((one, other) => other.ratio.value - one.ratio.value);
  const amount = (name: string) => totals.find((each) => each.name === name)?.value ?? 0;
  return {
    workload,
    peaks,
    parts,
    contents,
    disks,
    connections,
    totals,
    tokens: [tokens.prompts, tokens.answers],
    costs: costsOf(workload, {
      tokens,
      cores: amount('cores provided'),
      memory: amount('memory'),
      disk: amount('disk'),
    }),
    strains,
    systems: systemsOf(strains),
  };
};
