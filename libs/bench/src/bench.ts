/**
 * `npm run bench gateway`, `search`, `chat` … or `all`: measures the running system and compares the figures
 * with their targets. Other names run the benchmark of one service.
 */
import path from 'node:path';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import type { BenchPlan } from './benches/bench-plan.ts';
import { everyBench } from './benches/every-bench.ts';
import { readBenchOptions } from './options.ts';
import { type Aim, unmeasured, verdictOf } from './report/aims.ts';
import { aimTable } from './report/report.ts';
import { runBench, writeReport } from './run-bench.ts';
import { runServiceBench } from './service-bench.ts';
import { mergeSeconds } from './session/second-way.ts';
import { openSession, type Session } from './session/session.ts';

const print = (line: string): void => console.log(line);

const printAims = (aims: readonly Aim[]): void => {
  for (const aim of aims)
    print(`${verdictOf(aim).replaceAll('*', '').padEnd(12)} ${aim.figure} (${aim.target}): ${aim.found}`);
};

/** Runs one bench and prints its figures. When it fails, its figures stay unmeasured, with the reason. */
const aimsOf = async (
  session: Session,
  plan: BenchPlan,
): Promise<{ readonly aims: readonly Aim[]; readonly failed: boolean }> => {
  try {
    const findings = await runBench(session, plan);
    const folder = await writeReport(findings);
    print('');
    printAims(findings.aims);
    print(`\nReport: ${path.join(folder, 'report.md')}\n`);
    return { aims: findings.aims, failed: false };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    print(`\n${plan.name} failed: ${reason}\n`);
    return { aims: unmeasured(plan.aims([]), `${plan.name} failed: ${reason}`), failed: true };
  }
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
  let failed = false;
  try {
    const aims: Aim[] = [];
    for (const plan of plans) {
      const found = await aimsOf(session, plan);
      failed ||= found.failed;
      aims.push(...found.aims);
    }
    if (plans.length > 1) for (const line of aimTable(aims)) print(line);
  } finally {
    await session.stop();
  }
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(failed ? 1 : 0);
};

await runCommand(bench);
