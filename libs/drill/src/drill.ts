/** `npm run drill`: plays a school while processes fail, and checks that no acknowledged write is lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { readDrillOptions } from './drill-options.ts';
import { startDrillMesh } from './mesh/drill-mesh.ts';
import { runOverload } from './overload/run-overload.ts';
import { reportOf, verdictOf } from './report/report.ts';
import { writeReport } from './report/write-report.ts';
import { runRestore } from './restore/run-restore.ts';
import { runRows } from './rows/run-rows.ts';
import { runDrill } from './run-drill.ts';
import { runSoak } from './soak/run-soak.ts';
import { runUpgrade } from './upgrade/run-upgrade.ts';

const print = (line: string): void => console.log(line);

/** Drills that print a table of their own. */
const tables: Readonly<Record<string, (print: (line: string) => void, isQuick: boolean) => Promise<void>>> = {
  '--overload': runOverload,
  '--restore': runRestore,
  '--rows': runRows,
  '--soak': runSoak,
  '--upgrade': runUpgrade,
};

const drill = async (): Promise<void> => {
  const args = process.argv.slice(2);
  for (const [name, run] of Object.entries(tables))
    if (args.includes(name)) {
      await run(print, args.includes('--quick'));
      // An explicit exit, because the channel to the bootstrap script would keep this process alive.
      process.exit();
    }
  const options = readDrillOptions(process.argv.slice(2));
  const progress = plainProgress(print);
  const signals = stopOnSignals(print);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-drill-'));
  print(`Seed ${options.seed}. The state and the logs of this drill: ${folder}`);
  const mesh = await startDrillMesh({ folder, progress, own: signals.register });
  let passed = false;
  try {
    const outcome = await runDrill(mesh, options, progress);
    const file = await writeReport('drill', reportOf(outcome));
    const { findings, unexplained } = verdictOf(outcome);
    passed = findings.length + unexplained.length === 0;
    print(`\n${reportOf(outcome)}\nReport: ${file}`);
  } finally {
    await mesh.end();
  }
  // A failed drill leaves its logs.
  if (passed) await rm(folder, { recursive: true, force: true });
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit(passed ? 0 : 1);
};

await runCommand(drill);
