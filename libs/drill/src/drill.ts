/** `npm run drill`: plays a school while processes fail, and checks that no acknowledged write is lost. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { readDrillOptions } from './drill-options.ts';
import { startDrillMesh } from './mesh/drill-mesh.ts';
import { reportOf, verdictOf } from './report/report.ts';
import { type DrillOutcome, runDrill } from './run-drill.ts';

const print = (line: string): void => console.log(line);

const writeReport = async (outcome: DrillOutcome): Promise<string> => {
  const time = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const folder = path.join(repositoryRoot, 'results', `drill-${time}Z`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'report.md'), reportOf(outcome));
  return path.join(folder, 'report.md');
};

const drill = async (): Promise<void> => {
  const options = readDrillOptions(process.argv.slice(2));
  const progress = plainProgress(print);
  const signals = stopOnSignals(print);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-drill-'));
  print(`Seed ${options.seed}. The state and the logs of this drill: ${folder}`);
  const mesh = await startDrillMesh({ folder, progress, own: signals.register });
  let passed = false;
  try {
    const outcome = await runDrill(mesh, options, progress);
    const file = await writeReport(outcome);
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
