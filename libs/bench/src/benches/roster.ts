import { randomBytes } from 'node:crypto';
import { countStatuses, percentilesOf, type Sample, sorted, timed } from '../load/latency.ts';
import { sendLoad } from '../load/load.ts';
import { forgetPeak, residentMemory } from '../machine/peak-memory.ts';
import { allAnswered, answeredRows, atMost, between } from '../report/aims.ts';
import type { Measured, Point } from '../report/rounds.ts';
import { type Row, rowAt } from '../report/summary.ts';
import { table } from '../report/table.ts';
import { type ImportTimes, importMadeRoster } from '../rosters/import-round.ts';
import { measureHttp, type RoundLength } from '../session/http-round.ts';
import type { Session } from '../session/session.ts';
import type { BenchPlan, MakeBench, Section } from './bench-plan.ts';
import { profileReads } from './requests.ts';

/** Reads of a profile per second beside the import. */
const rate = 20;
const reading: Point = { title: `${rate} reads of a profile a second`, rate, clients: 32 };
/** A p99 needs some hundred reads. */
const secondsBefore = 20;
const secondsOfReads = 5;
/** The aim, in seconds, for the import of 1 000 000 users, 100 000 classes and 3 000 000 enrolments. */
const secondsOfMillion = 600;
/** The memory limit of a container of user. */
const maxMegabytes = 512;

const names = { seconds: 's in all', checked: 's to the report', applied: 's from the confirmation' };
const memory = { before: 'MB of user before', peak: 'MB of user at most' };

/** The figures of several open loops, each without its first second. */
const outcomeOfAll = (loops: readonly (readonly Sample[])[]): Measured['outcome'] => {
  const samples = loops.flat();
  const counted = loops.flatMap((loop) =>
    timed(loop, rate).filter(({ dueMilliseconds }) => dueMilliseconds >= 1_000),
  );
  return {
    sent: samples.length,
    // Waiting for the budget of the readers is no failure of the system.
    perSecond: rate,
    statuses: countStatuses(samples),
    ...percentilesOf(sorted(counted.map(({ latencyMilliseconds }) => latencyMilliseconds))),
  };
};

/** Sends reads until the signal aborts. */
const readUntil = async (
  session: Session,
  onWait: RoundLength['onWait'],
  signal: AbortSignal,
): Promise<Sample[][]> => {
  const { limits, targetsOf } = profileReads();
  const loops: Sample[][] = [];
  while (!signal.aborted) {
    const targets = await targetsOf(session, await session.readers());
    const wanted = { requests: rate * secondsOfReads, seconds: secondsOfReads + 2, onWait };
    const settle = await session.takeAll(limits, wanted);
    const load = { targets, rate, seconds: secondsOfReads, connections: reading.clients };
    const { samples } = await sendLoad(load, session.tool);
    settle(samples.length);
    loops.push(samples);
  }
  return loops;
};

const measureImport = async (
  session: Session,
  { onWait }: RoundLength,
  found: (times: ImportTimes) => void,
): Promise<Measured> => {
  const pid = session.processIds().get('user');
  forgetPeak(pid);
  const before = residentMemory(pid).current;
  const done = new AbortController();
  const reads = readUntil(session, onWait, done.signal);
  // Ids of this run: the same ids would change nothing in a mesh that has them already.
  const prefix = `${randomBytes(4).toString('hex')}-`;
  const plan = { users: session.options.users, seed: 1, prefix, mode: 'delta' } as const;
  const times = await importMadeRoster(session, plan).finally(async () => {
    done.abort();
    await reads.catch(() => undefined);
  });
  found(times);
  const { checked, applied, rows, faults } = times;
  return {
    outcome: outcomeOfAll(await reads),
    processor: {},
    counts: {
      ...{ rows, faults, 'rows per second': rows / (checked + applied) },
      ...{ [names.seconds]: checked + applied, [names.checked]: checked, [names.applied]: applied },
      ...(before === undefined ? {} : { [memory.before]: before }),
      [memory.peak]: residentMemory(pid).peak ?? Number.NaN,
    },
  };
};

const aimsOf =
  (users: number): BenchPlan['aims'] =>
  (all) => {
    const rows = answeredRows(all);
    const [before, during] = [rowAt(rows, reading.title, 'before'), rowAt(rows, reading.title, 'import')];
    return [
      atMost(
        (secondsOfMillion * users) / 1_000_000,
        rowAt(all, reading.title, 'import')?.counts[names.seconds],
        {
          figure: `import of ${users} users, from the upload to the end (the share of ${secondsOfMillion} s for a million)`,
          unit: 's',
        },
      ),
      atMost(
        2,
        between([during, before], (one, other) => one.p99 / other.p99),
        {
          figure: 'p99 of reads of a profile meanwhile, multiple of before',
          unit: '',
        },
      ),
      atMost(maxMegabytes, during?.counts[memory.peak], { figure: 'peak memory of user', unit: 'MB' }),
      allAnswered(all),
    ];
  };

const partsShown = ['user', 'postgres', 'gateway'];

const stageSection = ({ stages, rows, bytes }: ImportTimes): Section => ({
  title: `Stages of ${rows} rows (${(bytes / 1e6).toFixed(1)} MB)`,
  lines: table(
    ['stage', 'rows', 's', 'rows/s', ...partsShown.map((part) => `${part} ms`), 'other parts ms'],
    stages.map(({ stage, rows: ofStage, seconds, processor }) => {
      const times = partsShown.map((part) => processor.get(part) ?? 0);
      const others = [...processor.values()].reduce((sum, time) => sum + time, 0);
      const rest = others - times.reduce((sum, time) => sum + time, 0);
      return [
        ...[stage, `${ofStage}`, seconds.toFixed(1), ofStage === 0 ? '' : (ofStage / seconds).toFixed(0)],
        ...[...times, rest].map((time) => time.toFixed(0)),
      ];
    }),
  ),
});

const countSection = (row: Row | undefined): Section[] =>
  row === undefined
    ? []
    : [
        {
          title: 'The import',
          lines: table(
            ['figure', 'found'],
            Object.entries(row.counts).map(([name, value]) => [name, value.toFixed(0)]),
          ),
        },
      ];

/** Measures the import of a country's roster while its people read their profiles. */
export const rosterBench: MakeBench = ({ users }) => {
  let imported: ImportTimes | undefined;
  return {
    name: 'roster',
    title: 'Roster benchmark',
    points: [reading],
    rounds: 1,
    ways: [
      {
        name: 'before',
        title: 'before',
        isMeasuredAt: (point) => point === reading,
        warmsUp: true,
        measure: (session, round) =>
          measureHttp(session, profileReads(), { ...round, seconds: secondsBefore }),
      },
      {
        name: 'import',
        title: 'during the import',
        warmsUp: false,
        measure: (session, round) =>
          measureImport(session, round, (times) => {
            imported = times;
          }),
      },
    ],
    seconds: [],
    aims: aimsOf(users),
    sections: (rows) => [
      ...countSection(rowAt(rows, reading.title, 'import')),
      ...(imported === undefined ? [] : [stageSection(imported)]),
    ],
    method: [
      `**during the import**: an admin uploads a made bundle of ${users} users through the gateway, confirms its report, and waits until it is applied. Meanwhile ${rate} reads of a profile arrive every second. The bundle is a delta with new ids, so a mesh of an earlier run has more rows than a new one.`,
      '**stages**: a stream reports the progress every 0.4 s, so shorter stages are missing or inexact. Processor time contains that of the reads.',
      '**before**: the same reads without an import. The memory is that of user’s process (VmHWM).',
    ],
  };
};
