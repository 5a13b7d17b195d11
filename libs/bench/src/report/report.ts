import type { BenchOptions } from '../options.ts';
import { type Point, pointTitle, type Round, wayTitles } from './rounds.ts';
import { type Stages, stageNames } from './stages.ts';
import { type Aim, judge, processorTotal, type Row, rowAt, summarise } from './summary.ts';

/** All results of a run; report.json contains exactly this. */
export type Findings = {
  readonly at: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly options: BenchOptions;
  readonly connections: number;
  readonly rounds: readonly Round[];
  /** The time of a read through the edge per stage, from its traces at `rate`. */
  readonly stages?: { readonly rate: number; readonly traces: number; readonly stages: Stages } | undefined;
};

const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  cells(head),
  cells(head.map((_, column) => (column === 0 ? '---' : '---:'))),
  ...rows.map(cells),
];

const milliseconds = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

/** A rate that was not reached is marked beside the figure. */
const reached = ({ point, perSecond }: Row): string =>
  point !== 'saturation' && perSecond < point * 0.98
    ? `${Math.round(perSecond)} (rate not reached)`
    : String(Math.round(perSecond));

const latencyTable = (rows: readonly Row[]): string[] =>
  table(
    ['rate', 'way', 'answered/s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'not 200'],
    rows.map((row) => [
      pointTitle(row.point),
      wayTitles[row.way],
      reached(row),
      milliseconds(row.p50),
      milliseconds(row.p99),
      milliseconds(row.p999),
      String(row.failed),
    ]),
  );

const addedTable = (rows: readonly Row[]): string[] => {
  const points = [...new Set(rows.map(({ point }) => point))].filter((point) => point !== 'saturation');
  const lines = points.flatMap((point): string[][] => {
    const [edge, direct] = [rowAt(rows, point, 'edge'), rowAt(rows, point, 'direct')];
    if (edge === undefined || direct === undefined) return [];
    return [
      [
        pointTitle(point),
        ...(['p50', 'p99', 'p999'] as const).map((figure) => milliseconds(edge[figure] - direct[figure])),
      ],
    ];
  });
  return table(['rate', 'added p50 ms', 'added p99 ms', 'added p99.9 ms'], lines);
};

const processorTable = (rows: readonly Row[]): string[] => {
  const parts = [...new Set(rows.flatMap(({ processor }) => Object.keys(processor)))];
  if (parts.length === 0) return ['This system does not report the processor time of processes.'];
  return table(
    ['rate', 'way', ...parts, 'all but the load tool'],
    rows.map((row) => [
      pointTitle(row.point),
      wayTitles[row.way],
      ...parts.map((part) => String(Math.round(row.processor[part] ?? 0))),
      String(Math.round(processorTotal(row))),
    ]),
  );
};

const stageTitles: Record<keyof Stages, string> = {
  gateway: 'gateway itself (HTTP, token, route)',
  ratelimit: 'limit: the call of ratelimit with its counter',
  hop: 'hop to the service (mTLS, waiting for its thread)',
  service: 'service (identity, use case, answer)',
  database: 'database, statement by statement',
};

const stageLines = ({ stages, rounds }: Findings): string[] => {
  if (stages === undefined) return ['No trace could be read back.'];
  const rows = stageNames.map((name) => [stageTitles[name], milliseconds(stages.stages[name] / 1_000)]);
  const inGateway = stageNames.reduce((sum, name) => sum + stages.stages[name], 0) / 1_000;
  const seen = rowAt(summarise(rounds), stages.rate, 'edge')?.p50;
  const outside =
    seen === undefined
      ? []
      : [['load tool and socket to the gateway', milliseconds(Math.max(0, seen - inGateway))]];
  return [
    `Medians of ${stages.traces} traces at ${stages.rate}/s; medians of parts need not add up to the median of the whole.`,
    '',
    ...table(['stage', 'ms'], [...outside, ...rows]),
  ];
};

const verdict = ({ met }: Aim): string => (met === undefined ? 'not measured' : met ? 'met' : '**missed**');

const tracingLine = (rows: readonly Row[]): string => {
  const points = [...new Set(rows.map(({ point }) => point))] as Point[];
  const costs = points.flatMap((point) => {
    const [on, off] = [rowAt(rows, point, 'edge'), rowAt(rows, point, 'untraced')];
    if (on === undefined || off === undefined || processorTotal(off) === 0) return [];
    return [`${Math.round(processorTotal(on) - processorTotal(off))} µs at ${pointTitle(point)}`];
  });
  return costs.length === 0
    ? ''
    : `Tracing costs this much processor time for a request, over all parts: ${costs.join(', ')}.`;
};

const method = ({ options, connections }: Findings): string[] => [
  '- One read, `GET /api/users/me`: a token, a limit, a service, a row of its database. Everything is configured as shipped:',
  '  100 requests a minute per user, every trace stored. The readers are real accounts, used in turn.',
  '- **direct**: the same request straight to the service’s port, with the gateway’s certificate and the identity headers.',
  '  **through the edge**: token, limit and tracing. **tracing off**: the same through a second gateway without tracing to a second',
  '  user service without OpenTelemetry, with the same database, counters and keys.',
  `- vegeta sends at a constant rate in an open loop, over at most ${connections} kept-alive connections. A latency is counted from the`,
  '  due time of the request, so the wait behind a slow answer counts (no coordinated omission).',
  '  At saturation 32 connections send the next request after each answer, and a latency is counted from the sending.',
  `- Rounds for each figure: ${options.rounds} of ${options.seconds} s, the ways alternating within each; the first second of a round is not counted.`,
  '  Figures are medians over the rounds. With few requests p99.9 is close to the maximum.',
  '- Processor time is read from /proc around each round, children of a process included, and divided by the requests of the round.',
  '  Load tool and mesh share the machine.',
];

/** The report as Markdown. */
export const reportOf = (findings: Findings): string => {
  const rows = summarise(findings.rounds);
  const aims = judge(rows);
  return [
    `# Gateway benchmark, ${findings.at}`,
    '',
    ...table(
      ['aim (on two processors of their own)', 'found', ''],
      aims.map((aim) => [aim.aim, aim.found, verdict(aim)]),
    ),
    '',
    '![Latency by rate, and processor time by part](latency.svg)',
    '',
    '## Latency',
    '',
    ...latencyTable(rows),
    '',
    'Added by the edge (token, limit and tracing, compared with direct):',
    '',
    ...addedTable(rows),
    '',
    '## Processor time, µs per request',
    '',
    ...processorTable(rows),
    '',
    tracingLine(rows),
    '',
    '## The time of a request by stage',
    '',
    ...stageLines(findings),
    '',
    '## Method',
    '',
    ...method(findings),
    '',
    '## Machine',
    '',
    ...table(['', ''], Object.entries(findings.machine)),
    '',
  ].join('\n');
};
