import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import type { BenchPlan, MeasuredWay } from './benches/bench-plan.ts';
import { describeMachine } from './machine/machine.ts';
import { pictureOf } from './report/picture.ts';
import { type Findings, reportOf } from './report/report.ts';
import { planRounds, type Round, saturation } from './report/rounds.ts';
import { summarise } from './report/summary.ts';
import type { Session } from './session/session.ts';

const figuresOf = ({ outcome: { p50, p99, perSecond, statuses, sent } }: Round): string => {
  const failed = sent - (statuses['200'] ?? 0);
  const figures = `${perSecond.toFixed(1)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
  return failed === 0 ? figures : `${figures}, ${failed} NOT ANSWERED WITH 200: ${JSON.stringify(statuses)}`;
};

const waiting = (progress: Progress) => (milliseconds: number) =>
  progress.note(`          waiting ${Math.ceil(milliseconds / 1_000)} s for the next minute of the limits`);

/** Drives every way at full load until Node has compiled the hot code. These requests are not measured. */
const warmUp = async (session: Session, { ways, points }: BenchPlan): Promise<void> => {
  const { progress, options } = session;
  for (const { title, warmsUp, isMeasuredAt, measure } of ways) {
    if (!warmsUp) continue;
    progress.working('warm-up', title);
    const point = [saturation, ...points].find((each) => isMeasuredAt?.(each) ?? true) ?? saturation;
    await measure(session, { point, seconds: options.warmUpSeconds, onWait: waiting(progress) });
  }
  progress.healthy('warm-up');
};

const measureAll = async (session: Session, bench: BenchPlan): Promise<Round[]> => {
  const { progress, options } = session;
  const byName = new Map(bench.ways.map((way): [string, MeasuredWay] => [way.name, way]));
  const waysAt = (point: Round['point']) =>
    bench.ways.filter(({ isMeasuredAt }) => isMeasuredAt?.(point) ?? true).map(({ name }) => name);
  const plan = planRounds(bench.points, waysAt, bench.rounds ?? options.rounds);
  const rounds: Round[] = [];
  for (const [index, planned] of plan.entries()) {
    const { point, way } = planned;
    const { measure, title } = byName.get(way) as MeasuredWay;
    const from = new Date();
    const measured = await measure(session, { point, seconds: options.seconds, onWait: waiting(progress) });
    const round = { ...planned, ...measured };
    rounds.push(round);
    const place = `[${String(index + 1).padStart(3)}/${plan.length}]`;
    progress.note(`${place} ${point.title} ${title}: ${figuresOf(round)}`);
    await bench.after?.(session, round, { from, to: new Date() });
  }
  return rounds;
};

/** Measures one bench in a running session. */
export const runBench = async (session: Session, bench: BenchPlan): Promise<Findings> => {
  await bench.prepare?.(session);
  await warmUp(session, bench);
  const rounds = await measureAll(session, bench);
  const rows = summarise(rounds);
  return {
    bench: bench.name,
    title: bench.title,
    at: `${new Date().toISOString().slice(0, 19)}Z`,
    machine: describeMachine(),
    options: session.options,
    ways: bench.ways.map(({ name, title }) => ({ name, title })),
    rounds,
    aims: bench.aims(rows),
    sections: bench.sections?.(rows) ?? [],
    method: bench.method,
  };
};

/** @returns the folder of the report. */
export const writeReport = async (findings: Findings): Promise<string> => {
  const name = `${findings.bench}-${findings.at.replaceAll(':', '-')}`;
  const folder = path.join(repositoryRoot, 'results', name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'report.json'), `${JSON.stringify(findings, undefined, 2)}\n`);
  await writeFile(path.join(folder, 'latency.svg'), pictureOf(summarise(findings.rounds), findings.ways));
  await writeFile(path.join(folder, 'report.md'), reportOf(findings));
  return folder;
};
