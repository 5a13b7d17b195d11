/**
 * `npm run bench gateway`, `search`, `chat` … or `all`: measures the running system and compares the figures
 * with their targets. Other names run the benchmark of one service.
 */
import path from 'node:path';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { everyBench } from './benches/every-bench.ts';
import { readBenchOptions } from './options.ts';
import { type Aim, verdictOf } from './report/aims.ts';
import { aimTable, type Findings } from './report/report.ts';
import { runBench, writeReport } from './run-bench.ts';
import { runServiceBench } from './service-bench.ts';
import { mergeSeconds } from './session/second-way.ts';
import { openSession } from './session/session.ts';

const print = (line: string): void => console.log(line);

const printAims = (aims: readonly Aim[]): void => {
  for (const aim of aims)
    print(`${verdictOf(aim).replaceAll('*', '').padEnd(12)} ${aim.figure} (${aim.target}): ${aim.found}`);
};

const bench = async (): Promise<void> => {
  const code = await runServiceBench(process.argv[2], process.argv.slice(3));
  if (code !== undefined) process.exit(code);
  const { names, options } = readBenchOptions(process.argv.slice(2), Object.keys(everyBench));
  const plans = names.flatMap((name) => everyBench[name]?.(options) ?? []);
  const progress = plainProgress(print);
  const signals = stopOnSignals(print);
  const state = process.env.STATE_DIR || '.local/bench';
  const seconds = mergeSeconds(plans.flatMap((plan) => plan.seconds));
  const session = await openSession(options, { state, progress, own: signals.register, seconds });
  try {
    const all: Findings[] = [];
    for (const plan of plans) {
      const findings = await runBench(session, plan);
      all.push(findings);
      const folder = await writeReport(findings);
      print('');
      printAims(findings.aims);
      print(`\nReport: ${path.join(folder, 'report.md')}\n`);
    }
    if (all.length > 1) for (const line of aimTable(all.flatMap(({ aims }) => aims))) print(line);
  } finally {
    await session.stop();
  }
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(0);
};

await runCommand(bench);
