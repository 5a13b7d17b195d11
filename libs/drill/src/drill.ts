/** `npm run drill`: plays a school while processes fail, and checks that no acknowledged write is lost. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommand } from '@ai-teacher/local-mesh/commands/run-command.ts';
import { type DrillCommand, readDrillCommand } from './drill-options.ts';
import { startDrillMesh } from './mesh/drill-mesh.ts';
import { inMesh } from './mesh/in-mesh.ts';
import { runOverload } from './overload/run-overload.ts';
import { reportOf, verdictOf } from './report/report.ts';
import { stopDrillOnSignals } from './report/stop-drill.ts';
import { writeReport } from './report/write-report.ts';
import { runRestore } from './restore/run-restore.ts';
import { runRows } from './rows/run-rows.ts';
import { type DrillOptions, runDrill } from './run-drill.ts';
import { runSoak } from './soak/run-soak.ts';
import { runUpgrade } from './upgrade/run-upgrade.ts';

const output = (line: string): void => console.log(line);

/** Drills that print a table of their own. */
const runTable = (command: Exclude<DrillCommand, { kind: 'drill' }>): Promise<void> => {
  if (command.kind === 'soak') return runSoak(output, command);
  if (command.kind === 'upgrade') return runUpgrade(output, command);
  return { overload: runOverload, restore: runRestore, rows: runRows }[command.kind](output, command.isQuick);
};

const drill = async (): Promise<void> => {
  const command = readDrillCommand(process.argv.slice(2));
  await (command.kind === 'drill' ? runHarms(command) : runTable(command));
  // An explicit exit, because the channel to the bootstrap script would keep this process alive.
  process.exit();
};

/** The drill with failures of processes. */
const runHarms = async (options: DrillOptions): Promise<void> => {
  const { own, progress, print } = stopDrillOnSignals('drill', output);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-drill-'));
  print(`Seed ${options.seed}. The state and the logs of this drill: ${folder}`);
  const mesh = await startDrillMesh({ folder, progress, own });
  await inMesh(folder, mesh, async () => {
    const outcome = await runDrill(mesh, options, progress);
    const file = await writeReport('drill', reportOf(outcome));
    const { findings, unexplained } = verdictOf(outcome);
    print(`\n${reportOf(outcome)}\nReport: ${file}`);
    return findings.length + unexplained.length === 0;
  });
};

await runCommand(drill);
