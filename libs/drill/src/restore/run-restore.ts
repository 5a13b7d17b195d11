import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopDrillOnSignals } from '../report/stop-drill.ts';
import { writeReport } from '../report/write-report.ts';
import { runRestoreDrill } from './restore-drill.ts';
import { restoreReportOf } from './restore-report.ts';

const shipped = { seconds: 120, students: 6 };
const quick = { seconds: 40, students: 3 };

/** `npm run drill -- --restore [--quick]`. A finding sets the exit code 1 and leaves the folder. */
export const runRestore = async (output: (line: string) => void, isQuick: boolean): Promise<void> => {
  const { own, progress, print } = stopDrillOnSignals('restore', output);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-restore-'));
  print(`The state, the backup and the logs of this drill: ${folder}`);
  const outcome = await runRestoreDrill({ folder, progress, own }, isQuick ? quick : shipped);
  const report = restoreReportOf(outcome);
  print(`\n${report}\nReport: ${await writeReport('restore', report)}`);
  if (outcome.findings.length > 0) process.exitCode = 1;
  else await rm(folder, { recursive: true, force: true });
};
