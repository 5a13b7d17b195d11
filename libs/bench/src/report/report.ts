import type { BenchOptions } from '../options.ts';
import { type Aim, shown, verdictOf } from './aims.ts';
import type { Round, Way } from './rounds.ts';
import { processorTotal, type Row, summarise } from './summary.ts';
import { table } from './table.ts';

/** All results of a run; report.json contains exactly this. */
export type Findings = {
  readonly bench: string;
  readonly title: string;
  readonly at: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly options: BenchOptions;
  readonly ways: readonly Way[];
  readonly rounds: readonly Round[];
  readonly aims: readonly Aim[];
  /** The part of the report that only this bench has. */
  readonly sections: readonly { readonly title: string; readonly lines: readonly string[] }[];
  readonly method: readonly string[];
};

/** A rate that was not reached is marked beside the figure. */
const reached = ({ point: { rate }, perSecond }: Row): string =>
  rate !== undefined && perSecond < rate * 0.98 ? `${shown(perSecond)} (rate not reached)` : shown(perSecond);

type Titled = (row: Row) => string;

const titledBy =
  (ways: readonly Way[]): Titled =>
  ({ way }) =>
    ways.find(({ name }) => name === way)?.title ?? way;

const latencyTable = (rows: readonly Row[], titleOf: Titled): string[] =>
  table(
    ['load', 'way', 'answered/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'not 200'],
    rows.map((row) => [
      row.point.title,
      titleOf(row),
      reached(row),
      shown(row.p50),
      shown(row.p99),
      shown(row.p999),
      String(row.failed),
    ]),
  );

/** Parts that use less than half a microsecond everywhere have no column. */
const processorTable = (rows: readonly Row[], titleOf: Titled): string[] => {
  const all = [...new Set(rows.flatMap(({ processor }) => Object.keys(processor)))];
  if (all.length === 0) return ['This system does not report the processor time of processes.'];
  const parts = all.filter((part) => rows.some(({ processor }) => Math.round(processor[part] ?? 0) > 0));
  return table(
    ['load', 'way', ...parts, 'all but the load tool'],
    rows.map((row) => [
      row.point.title,
      titleOf(row),
      ...parts.map((part) => String(Math.round(row.processor[part] ?? 0))),
      String(Math.round(processorTotal(row))),
    ]),
  );
};

const countsSection = (rows: readonly Row[], titleOf: Titled): string[] => {
  const counted = rows.filter(({ counts }) => Object.keys(counts).length > 0);
  const names = [...new Set(counted.flatMap(({ counts }) => Object.keys(counts)))];
  if (names.length === 0) return [];
  const lines = counted.map((row) => [
    row.point.title,
    titleOf(row),
    ...names.map((name) => (row.counts[name] === undefined ? '–' : shown(row.counts[name]))),
  ]);
  return ['## Other figures', '', ...table(['load', 'way', ...names], lines), ''];
};

const commonMethod = ({ options }: Findings): string[] => [
  'Everything is configured as shipped: tokens, 100 requests a minute per user, mTLS, every trace stored. The readers are real accounts, used in turn.',
  'vegeta sends. At a rate it holds an open loop, and a latency is counted from the due time of the request, so the wait behind a slow answer counts (no coordinated omission). Clients of a closed loop send the next request after each answer, and a latency is counted from the sending.',
  `Rounds for each figure: ${options.rounds} of ${options.seconds} s, the ways alternating within each; the first second of a round is not counted. Figures are medians over the rounds. With few requests p99.9 is close to the maximum.`,
  'Processor time is read from /proc around each round, children of a process included, and divided by the requests of the round. Load tool and mesh share the machine.',
];

export const aimTable = (aims: readonly Aim[]): string[] =>
  table(
    ['figure', 'target', 'found', ''],
    aims.map((aim) => [aim.figure, aim.target, aim.found, verdictOf(aim)]),
  );

/** The report as Markdown. */
export const reportOf = (findings: Findings): string => {
  const rows = summarise(findings.rounds);
  const titleOf = titledBy(findings.ways);
  return [
    `# ${findings.title}, ${findings.at}`,
    '',
    ...aimTable(findings.aims),
    '',
    '![Latency by load, and processor time by part](latency.svg)',
    '',
    '## Latency',
    '',
    ...latencyTable(rows, titleOf),
    '',
    '## Processor time, µs per request',
    '',
    ...processorTable(rows, titleOf),
    '',
    ...countsSection(rows, titleOf),
    ...findings.sections.flatMap(({ title, lines }) => [`## ${title}`, '', ...lines, '']),
    '## Method',
    '',
    ...[...findings.method, ...commonMethod(findings)].map((line) => `- ${line}`),
    '',
    '## Machine',
    '',
    ...table(['', ''], Object.entries(findings.machine)),
    '',
  ].join('\n');
};
