import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { type Addresses, portOf } from '@ai-teacher/local-mesh/state/addresses.ts';
import type { Target } from '../load/load.ts';
import { allAnswered, answeredRows, atLeast, atMost, between, shown, tracingShare } from '../report/aims.ts';
import { openLoop, saturation } from '../report/rounds.ts';
import { type ReadStages, readStages, stageLines } from '../report/stages.ts';
import { processorTotal, type Row, rowAt } from '../report/summary.ts';
import { table } from '../report/table.ts';
import type { Reader } from '../session/readers.ts';
import { untracedPlan } from '../session/second-way.ts';
import { httpWay, type MakeBench, type Section } from './bench-plan.ts';
import { profileReads } from './requests.ts';

/** The rate of the aims. */
const aimedRate = 500;

/** The request as the gateway would forward it. */
const directTarget = (addresses: Addresses, { token, userId, role }: Reader): Target => ({
  url: `https://127.0.0.1:${portOf(addresses, 'user', 'service')}${readMe.path}`,
  headers: { authorization: `Bearer ${token}`, 'x-user-id': userId, 'x-user-role': role },
});

const ways = [
  httpWay(
    { name: 'direct', title: 'direct to the service' },
    {
      kind: 'direct',
      limits: [],
      targetsOf: ({ mesh }, readers) => readers.map((reader) => directTarget(mesh.addresses, reader)),
    },
  ),
  httpWay({ name: 'edge', title: 'through the edge' }, profileReads()),
  httpWay({ name: 'untraced', title: 'through the edge, tracing off' }, profileReads({ second: 'untraced' })),
];

const added = (rows: readonly Row[], point: string, figure: 'p50' | 'p99' | 'p999') =>
  between(
    [rowAt(rows, point, 'edge'), rowAt(rows, point, 'direct')],
    (edge, direct) => edge[figure] - direct[figure],
  );

const counting = ['gateway', 'ratelimit', 'redis-edge'];

const aims = (all: readonly Row[]) => {
  const rows = answeredRows(all);
  const at = `${aimedRate}/s`;
  const missing = `no round at ${at}`;
  const edge = rowAt(rows, 'saturation', 'edge');
  const milliseconds = (row: Row) => processorTotal(row, counting) / 1_000;
  return [
    atMost(1, added(rows, at, 'p50'), { figure: `the edge adds to p50 at ${at}`, unit: 'ms', missing }),
    atMost(5, added(rows, at, 'p99'), { figure: `the edge adds to p99 at ${at}`, unit: 'ms', missing }),
    atLeast(2_000, edge?.perSecond, { figure: 'authenticated reads from end to end', unit: '/s' }),
    atMost(0.6, edge && milliseconds(edge), {
      figure: 'gateway + ratelimit + Valkey: processor time of a read at saturation',
      unit: 'ms',
    }),
    atMost(10, tracingShare(rows, 'saturation', ['edge', 'untraced']), {
      figure: 'tracing: share of the throughput of reads',
      unit: '%',
    }),
    allAnswered(all),
  ];
};

const pointsOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(({ point }) => point.title))];

const addedSection = (rows: readonly Row[]): Section => ({
  title: 'Added by the edge (token, limit and tracing, compared with direct)',
  lines: table(
    ['load', 'added p50 ms', 'added p99 ms', 'added p99.9 ms'],
    pointsOf(rows).flatMap((point) => {
      const figures = (['p50', 'p99', 'p999'] as const).map((figure) => added(rows, point, figure));
      return figures.includes(undefined) ? [] : [[point, ...figures.map((each) => shown(each as number))]];
    }),
  ),
});

const tracingSection = (rows: readonly Row[]): Section => {
  const costs = pointsOf(rows).flatMap((point) => {
    const [on, off] = [rowAt(rows, point, 'edge'), rowAt(rows, point, 'untraced')];
    if (on === undefined || off === undefined || processorTotal(off) === 0) return [];
    return [[point, String(Math.round(processorTotal(on) - processorTotal(off)))]];
  });
  return {
    title: 'Processor time of tracing',
    lines: table(['load', 'µs of a request, over all parts'], costs),
  };
};

/** Measures the cost that the edge and tracing add to a read. */
export const gatewayBench: MakeBench = ({ rates }) => {
  const traced = rates.includes(aimedRate) ? aimedRate : Math.min(...rates);
  let stages: ReadStages | undefined;
  return {
    name: 'gateway',
    title: 'Gateway benchmark',
    points: [...rates.map(openLoop), saturation],
    ways,
    seconds: [untracedPlan(['user'])],
    after: async ({ mesh }, { way, point }, window) => {
      if (way !== 'edge' || point.rate !== traced) return;
      stages = (await readStages(mesh.addresses.jaegerUrl, window)) ?? stages;
    },
    aims,
    sections: (rows) => [
      addedSection(rows),
      tracingSection(rows),
      {
        title: 'The time of a request by stage',
        lines: stageLines(stages, { rate: traced, seen: rowAt(rows, `${traced}/s`, 'edge')?.p50 }),
      },
    ],
    method: [
      'One read, `GET /api/users/me`: a token, a limit, a service, a row of its database.',
      '**direct**: the same request straight to the service’s port, with the gateway’s certificate and the identity headers. **through the edge**: token, limit and tracing. **tracing off**: the same through a second gateway without tracing to a second user service without OpenTelemetry, with the same database, counters and keys.',
    ],
  };
};
