import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newLedger } from '../ledger.ts';
import { type DrillMesh, startDrillMesh } from '../mesh/drill-mesh.ts';
import { inMesh } from '../mesh/in-mesh.ts';
import { openSchool } from '../people/open-school.ts';
import { stopDrillOnSignals } from '../report/stop-drill.ts';
import { writeReport } from '../report/write-report.ts';
import { openInspectors } from './inspectors.ts';
import { type Measure, type Reading, sampleParts, thresholds } from './sample-parts.ts';
import { isLeak, type Sample, slopeOf } from './slope.ts';
import { type SoakLoad, type SoakTotals, startSoakLoad } from './soak-load.ts';

const students = 8;
const samplesPerRun = 60;
const pollMilliseconds = 250;

/**
 * `npm run drill -- --soak [--quick] [--requests N] [--streams N]`: memory, handles and bookkeeping stay
 * flat.
 */
export const runSoak = async (output: (line: string) => void, totals: SoakTotals): Promise<void> => {
  const { own, progress, print } = stopDrillOnSignals('soak', output);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-soak-'));
  print(`${totals.requests} requests and ${totals.streams} streams. The logs of this drill: ${folder}`);
  const inspectors = await openInspectors();
  const mesh = await startDrillMesh({ folder, progress, own, replicas: 1, variables: inspectors.variables });
  await inMesh(folder, mesh, async () => {
    const ledger = newLedger();
    const closing = new AbortController();
    const open = await openSchool(mesh, { ledger, closing, studentCount: students });
    const began = performance.now();
    const load = startSoakLoad(mesh, open, totals);
    const series = await record(mesh, load, {
      inspectors: inspectors.ports,
      every: totals.requests / samplesPerRun,
      onSample: (sent) => progress.working('soak', `${sent} of ${totals.requests} requests`),
    });
    const seconds = (performance.now() - began) / 1_000;
    const title = `# Soak: ${load.sent()} requests, ${load.streams()} streams in ${seconds.toFixed(0)} s`;
    const { report, leaks } = soakReportOf(title, series);
    const stopped = load.stopped().map((reason) => `A person had to stop: ${reason}`);
    const failed = [`${ledger.failures.length} requests failed and were repeated.`, ...stopped].join('\n');
    print(`\n${report}\n${failed}\nReport: ${await writeReport('soak', `${report}\n${failed}\n`)}`);
    return leaks + ledger.failures.length + stopped.length === 0;
  });
};

type Series = Map<string, { part: string; measure: Measure; samples: Sample[] }>;

const record = async (
  mesh: DrillMesh,
  load: SoakLoad,
  {
    inspectors,
    every,
    onSample,
  }: {
    readonly inspectors: Readonly<Record<string, number>>;
    readonly every: number;
    readonly onSample: (sent: number) => void;
  },
): Promise<Series> => {
  const series: Series = new Map();
  let isDone = false;
  const done = load.done.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let next = 0; !isDone; ) {
    if (load.sent() >= next) {
      const sent = load.sent();
      onSample(sent);
      for (const reading of await sampleParts(mesh, inspectors)) addTo(series, reading, sent);
      next += every;
    }
    await pause(pollMilliseconds);
  }
  await done;
  return series;
};

const addTo = (series: Series, { part, measure, value }: Reading, requests: number): void => {
  const key = `${part}, ${measure}`;
  const entry = series.get(key) ?? { part, measure, samples: [] };
  entry.samples.push({ requests, value });
  series.set(key, entry);
};

/** A leak is marked in the last column. */
const soakReportOf = (title: string, series: Series): { report: string; leaks: number } => {
  let leaks = 0;
  const rows = [...series.values()].map(({ part, measure, samples }) => {
    const slope = slopeOf(samples);
    const leaking = isLeak(slope, thresholds[measure]);
    if (leaking) leaks += 1;
    const cells = [
      ...[part, measure],
      ...[samples[0]?.value ?? 0, samples.at(-1)?.value ?? 0, slope.per100000].map((n) => n.toFixed(1)),
      ...[slope.trend.toFixed(2), thresholds[measure].per100000, leaking ? '**leak**' : 'flat'],
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['part', 'measure', 'first', 'last', 'slope per 100 000', 'trend', 'threshold', ''];
  const lines = [title, '', `| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows];
  return { report: `${lines.join('\n')}\n`, leaks };
};
