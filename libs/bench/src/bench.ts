/**
 * `npm run bench gateway`: measures the cost of the edge and of tracing for a read, per step. Other names run
 * the benchmark of one service.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { type Progress, plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { describeMachine } from './machine/machine.ts';
import { type BenchOptions, readBenchOptions } from './options.ts';
import { pictureOf } from './report/picture.ts';
import { type Findings, reportOf } from './report/report.ts';
import { planRounds, pointTitle, type Round, ways, wayTitles } from './report/rounds.ts';
import { readStages } from './report/stages.ts';
import { judge, summarise } from './report/summary.ts';
import { runServiceBench } from './service-bench.ts';
import { type Bench, measureRound, openConnections } from './session/measure.ts';
import { openSession } from './session/session.ts';

const print = (line: string): void => console.log(line);

const figuresOf = ({ outcome: { p50, p99, perSecond, statuses, sent } }: Round): string => {
  const failed = sent - (statuses['200'] ?? 0);
  const figures = `${Math.round(perSecond)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
  return failed === 0 ? figures : `${figures}, ${failed} NOT ANSWERED WITH 200: ${JSON.stringify(statuses)}`;
};

const waiting = (progress: Progress) => (milliseconds: number) =>
  progress.note(`          waiting ${Math.ceil(milliseconds / 1_000)} s for the next minute of the limits`);

/** Drives every way at full load until Node has compiled the hot code. These requests are not measured. */
const warmUp = async (bench: Bench, seconds: number, progress: Progress): Promise<void> => {
  for (const way of ways) {
    progress.working('warm-up', wayTitles[way]);
    await measureRound(bench, { point: 'saturation', way, round: 0 }, { seconds, onWait: waiting(progress) });
  }
  progress.healthy('warm-up');
};

/** The rate whose traces are read back: the rate of the aims, or the lowest rate. */
const traced = ({ rates }: BenchOptions): number => (rates.includes(500) ? 500 : Math.min(...rates));

const measureAll = async (
  bench: Bench,
  options: BenchOptions,
  progress: Progress,
): Promise<Pick<Findings, 'rounds' | 'stages'>> => {
  const plan = planRounds(options.rates, options.rounds);
  const rounds: Round[] = [];
  let stages: Findings['stages'];
  for (const [index, planned] of plan.entries()) {
    const from = new Date();
    const round = await measureRound(bench, planned, { seconds: options.seconds, onWait: waiting(progress) });
    rounds.push(round);
    const what = `${pointTitle(planned.point)} ${wayTitles[planned.way]}`;
    progress.note(`[${String(index + 1).padStart(3)}/${plan.length}] ${what}: ${figuresOf(round)}`);
    const rate = traced(options);
    if (planned.way !== 'edge' || planned.point !== rate) continue;
    const read = await readStages(bench.mesh.addresses.jaegerUrl, { from, to: new Date() });
    stages = read === undefined ? stages : { rate, ...read };
  }
  return { rounds, stages };
};

const writeReport = async (findings: Findings): Promise<string> => {
  const folder = path.join(repositoryRoot, 'results', `gateway-${findings.at.replaceAll(':', '-')}`);
  await mkdir(folder, { recursive: true });
  const rows = summarise(findings.rounds);
  await writeFile(path.join(folder, 'report.json'), `${JSON.stringify(findings, undefined, 2)}\n`);
  await writeFile(path.join(folder, 'latency.svg'), pictureOf(rows));
  await writeFile(path.join(folder, 'report.md'), reportOf(findings));
  return folder;
};

const bench = async (): Promise<void> => {
  const code = await runServiceBench(process.argv[2], process.argv.slice(3));
  if (code !== undefined) process.exit(code);
  const options = readBenchOptions(process.argv.slice(2));
  const progress = plainProgress(print);
  const signals = stopOnSignals(print);
  const state = process.env.STATE_DIR || '.local/bench';
  const session = await openSession(options, { state, progress, own: signals.register });
  try {
    await warmUp(session.bench, options.warmUpSeconds, progress);
    const measured = await measureAll(session.bench, options, progress);
    const findings: Findings = {
      at: `${new Date().toISOString().slice(0, 19)}Z`,
      machine: describeMachine(),
      options,
      connections: openConnections,
      ...measured,
    };
    const folder = await writeReport(findings);
    print('');
    for (const { aim, found, met } of judge(summarise(findings.rounds)))
      print(`${met === undefined ? '–     ' : met ? 'met   ' : 'MISSED'} ${aim}: ${found}`);
    print(`\nReport: ${path.join(folder, 'report.md')}`);
  } finally {
    await session.stop();
  }
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(0);
};

await runCommand(bench);
