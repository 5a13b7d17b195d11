import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inMesh } from '../mesh/in-mesh.ts';
import { startSmallMesh } from '../mesh/small-mesh.ts';
import { stopDrillOnSignals } from '../report/stop-drill.ts';
import { writeReport } from '../report/write-report.ts';
import { breachesOf } from './breaches.ts';
import { openExamDay } from './exam-day.ts';
import { measureOverload, type OverloadOptions } from './measure.ts';
import { overloadReport } from './report.ts';

/** So long that every kind of request has a 99th percentile, also the sign-ins with one a second. */
const shipped: OverloadOptions = { seconds: 120, calmSeconds: 100, saturationSeconds: 15 };
const quick: OverloadOptions = { seconds: 10, calmSeconds: 8, saturationSeconds: 4 };

/**
 * `npm run drill -- --overload`: prints what the system does at three times saturation, and what did not
 * hold.
 */
export const runOverload = async (output: (line: string) => void, isQuick: boolean): Promise<void> => {
  const { own, progress, print } = stopDrillOnSignals('overload', output);
  const folder = await mkdtemp(path.join(tmpdir(), 'ai-teacher-overload-'));
  print(`The logs of this drill: ${folder}`);
  const without = ['web', 'jaeger', 'prometheus', 'otel-collector'] as const;
  const mesh = await startSmallMesh({ folder, progress, own, without, hasHop: false });
  await inMesh(folder, mesh, async () => {
    const day = await openExamDay(mesh);
    const overload = await measureOverload(mesh.gatewayUrl, day, isQuick ? quick : shipped, print);
    const breaches = breachesOf(overload);
    const report = [overloadReport(overload), '', ...breaches.map((breach) => `Did not hold: ${breach}.`)];
    print(`\n${report.join('\n')}\nReport: ${await writeReport('overload', `${report.join('\n')}\n`)}`);
    return breaches.length === 0;
  });
};
