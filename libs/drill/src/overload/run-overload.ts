import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { startSmallMesh } from '../mesh/small-mesh.ts';
import { breachesOf } from './breaches.ts';
import { openExamDay } from './exam-day.ts';
import { measureOverload, type OverloadOptions } from './measure.ts';
import { overloadReport } from './report.ts';

const shipped: OverloadOptions = { seconds: 30, calmSeconds: 8 };
const quick: OverloadOptions = { seconds: 10, calmSeconds: 4 };

/**
 * `npm run drill -- --overload`: prints what the system does at three times saturation, and what did not
 * hold.
 */
export const runOverload = async (print: (line: string) => void, isQuick: boolean): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-overload-'));
  const progress = plainProgress(print);
  const signals = stopOnSignals(print);
  const without = ['web', 'jaeger', 'prometheus', 'otel-collector'] as const;
  const mesh = await startSmallMesh({ folder, progress, own: signals.register, without });
  try {
    const day = await openExamDay(mesh);
    const overload = await measureOverload(mesh.gatewayUrl, day, isQuick ? quick : shipped, print);
    const breaches = breachesOf(overload);
    print(`\n${overloadReport(overload)}\n`);
    for (const breach of breaches) print(`Did not hold: ${breach}.`);
    if (breaches.length > 0) process.exitCode = 1;
  } finally {
    await mesh.end();
    await rm(folder, { recursive: true, force: true });
  }
};
