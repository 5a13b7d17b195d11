import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchPlan } from '@ai-teacher/bench/benches/bench-plan.ts';
import { everyBench } from '@ai-teacher/bench/benches/every-bench.ts';
import { burstPoint } from '@ai-teacher/bench/benches/exam.ts';
import { streamPoints } from '@ai-teacher/bench/benches/streams.ts';
import { lastAnswerFigure } from '@ai-teacher/bench/exams/exam-round.ts';
import { describeMachine } from '@ai-teacher/bench/machine/machine.ts';
import { processorTimes } from '@ai-teacher/bench/machine/processor-time.ts';
import { type BenchOptions, readBenchOptions } from '@ai-teacher/bench/options.ts';
import type { Findings } from '@ai-teacher/bench/report/report.ts';
import { rowAt, summarise } from '@ai-teacher/bench/report/summary.ts';
import { runBench } from '@ai-teacher/bench/run-bench.ts';
import { mergeSeconds } from '@ai-teacher/bench/session/second-way.ts';
import { openSession, type Session } from '@ai-teacher/bench/session/session.ts';
import { stopOnSignals } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { plainProgress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { costsOf, sources } from './costs.ts';
import { memoryOf } from './memory.ts';
import { sizesOf, storedIn } from './sizes.ts';

/** The benches whose requests the plan multiplies. The library of `search` and `chat` stays for the sizes. */
const benches = ['exam', 'search', 'chat', 'login', 'ingest'];
/** The loads that no source of a cost names: the burst, and the smallest number of streams. */
const furtherLoads: readonly (readonly [bench: string, way: string, load: string | undefined])[] = [
  ['exam', 'burst', burstPoint.title],
  ['chat', 'streams', streamPoints[0]?.title],
];

/** Only the ways and loads of a bench that the plan multiplies: a sixth of its time. */
const needed = (plan: BenchPlan): BenchPlan => {
  const rounds = [...Object.values(sources), ...furtherLoads].filter(([bench]) => bench === plan.name);
  const isNeeded = (name: string, title: string): boolean =>
    rounds.some(([, way, load]) => way === name && load === title);
  return {
    ...plan,
    points: plan.points.filter(({ title }) => rounds.some(([, , load]) => load === title)),
    ways: plan.ways
      .filter(({ name }) => rounds.some(([, way]) => way === name))
      .map((way) => ({
        ...way,
        isMeasuredAt: (point) => isNeeded(way.name, point.title) && (way.isMeasuredAt?.(point) ?? true),
      })),
    // Tracing stays on, so only the scripted model runs beside the shipped processes.
    seconds: plan.seconds.filter(({ name }) => name === 'model'),
  };
};

const plansOf = (options: BenchOptions): BenchPlan[] =>
  benches.flatMap((name) => {
    const plan = everyBench[name]?.(options);
    return plan === undefined ? [] : [needed(plan)];
  });
const idleSeconds = 10;

/** Progress goes to the other stream, so that the output of --json stays one document. */
const print = (line: string): void => console.error(line);

const idleOf = async ({ processIds }: Session): Promise<Record<string, number>> => {
  const before = processorTimes(processIds());
  await pause(idleSeconds * 1_000);
  const after = processorTimes(processIds());
  return Object.fromEntries(
    [...after].map(([part, milliseconds]) => [
      part,
      ((milliseconds - (before.get(part) ?? 0)) * 1_000) / idleSeconds,
    ]),
  );
};

const burstOf = (findings: readonly Findings[]): Inputs['burst'] => {
  const rows = summarise(findings.find(({ bench }) => bench === 'exam')?.rounds ?? []);
  const burst = rowAt(rows, burstPoint.title, 'burst');
  const start = rowAt(rows, 'saturation', 'start');
  if (burst === undefined || start === undefined) throw new Error('the exam bench measured no burst');
  return {
    arrivals: burst.sent,
    seconds: 1,
    capacityPerSecond: start.perSecond,
    lastAnswerSeconds: (burst.counts[lastAnswerFigure] ?? 0) / 1_000,
    p50Seconds: burst.p50 / 1_000,
    p99Seconds: burst.p99 / 1_000,
    refused: burst.failed,
  };
};

const measure = async (session: Session, plans: readonly BenchPlan[]): Promise<Inputs> => {
  session.progress.working('idle', `${idleSeconds} s without requests`);
  const loadBefore = loadavg()[0] ?? 0;
  const idle = await idleOf(session);
  session.progress.healthy('idle');
  const stored = await storedIn(session.mesh);
  const findings: Findings[] = [];
  for (const plan of plans) findings.push(await runBench(session, plan));
  const { processorMicroseconds, withIdleWork, refused } = costsOf(findings, idle);
  return {
    measuredAt: new Date().toISOString().slice(0, 16),
    conditions: [
      `npm run plan -- --measure: the benches ${benches.join(', ')} with the settings of --quick and 4 s for a round`,
      `one process of each service, load tool and all parts on the same machine; load ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after`,
      ...(refused.length === 0
        ? []
        : [`refused, so an answer costs more than without refusals: ${refused.join(', ')}`]),
      ...(withIdleWork.length === 0
        ? []
        : [`upper bounds, because the idle work could not be subtracted: ${withIdleWork.join(', ')}`]),
    ],
    machine: describeMachine(),
    processorMicroseconds,
    idleMicroseconds: idle,
    memoryMebibytes: memoryOf(session.processIds()),
    ...sizesOf(stored, await storedIn(session.mesh)),
    burst: burstOf(findings),
  };
};

/**
 * Measures the inputs of a plan in a mesh of its own (state folder `.local/bench`), in about five minutes.
 *
 * @param inputs the file to write; by default a new one in `results/`.
 * @returns the file.
 */
export const measureToFile = async ({ inputs }: { readonly inputs: string | undefined }): Promise<string> => {
  const { options } = readBenchOptions(['all', '--quick', '--seconds', '4'], benches);
  const plans = plansOf(options);
  const signals = stopOnSignals(print);
  const session = await openSession(options, {
    state: process.env.STATE_DIR || '.local/bench',
    progress: plainProgress(print),
    own: signals.register,
    seconds: mergeSeconds(plans.flatMap(({ seconds }) => seconds)),
  });
  try {
    const measured = await measure(session, plans);
    const time = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
    const file = inputs ?? path.join(repositoryRoot, 'results', `capacity-${time}Z`, 'inputs.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(measured, undefined, 2)}\n`);
    print(`\nInputs: ${file}\n`);
    return file;
  } finally {
    await session.stop();
  }
};
