import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile, sorted } from '@ai-teacher/bench/load/latency.ts';
import type { ExamDay } from './exam-day.ts';
import { closedLoop, createSender, openLoop, type Sample, type Sender } from './load.ts';

export type OverloadOptions = {
  /** Seconds of each overload. */
  readonly seconds: number;
  /** Seconds of the measurement without load. */
  readonly calmSeconds: number;
  /** Seconds of the first requests, and of the measurement at saturation. */
  readonly saturationSeconds: number;
};

/** The requests of one kind in a phase. */
export type KindResult = {
  readonly kind: 'saves' | 'signIns' | 'reads' | 'lists';
  readonly offered: number;
  readonly accepted: number;
  /** Answered 503 with Retry-After. */
  readonly shed: number;
  /** Every other failure. */
  readonly failed: number;
  /** The 99th percentile of the accepted requests in milliseconds. */
  readonly p99: number;
  /** Requests that reached the gateway, with repetitions. */
  readonly sent: number;
};

/** Below as many accepted requests, their p99 is the time of the slowest one. */
export const minForP99 = 100;

export type Phase = {
  readonly title: string;
  readonly kinds: readonly KindResult[];
  /**
   * The 99th percentile of the delay of the load tool's own event loop in milliseconds. It is a part of each
   * measured time, because the load tool shares the processors with the system.
   */
  readonly toolDelay: number;
  /** Seconds after the end of the overload until the system answers as before. */
  readonly recoverySeconds?: number;
};

export type Overload = {
  readonly saturation: number;
  readonly phases: readonly Phase[];
};

/** The overload: three times the rate that the service can answer. */
const factor = 3;
const savesPerSecond = 5;
const signInsPerSecond = 1;
const saturationConnections = 24;
/** As many good answers in sequence count as recovered. */
const goodAnswers = 20;
const maxRecoverySeconds = 30;
const badClientRepetitions = 3;

const isAccepted = ({ status }: Sample): boolean => status >= 200 && status < 300;
const isShed = ({ status, hasRetryAfter }: Sample): boolean => status === 503 && hasRetryAfter;

const resultOf = (kind: KindResult['kind'], samples: readonly Sample[]): KindResult => {
  const accepted = samples.filter(isAccepted);
  const shed = samples.filter(isShed);
  return {
    kind,
    offered: samples.length,
    accepted: accepted.length,
    shed: shed.length,
    failed: samples.length - accepted.length - shed.length,
    p99: percentile(sorted(accepted.map(({ milliseconds }) => milliseconds)), 0.99),
    sent: samples.reduce((sum, { attempts }) => sum + attempts, 0),
  };
};

const kindNames = ['saves', 'signIns', 'reads', 'lists'] as const;

/** Sends all kinds together. */
const together = async (
  send: Sender,
  day: ExamDay,
  { background, seconds }: { background: number; seconds: number },
): Promise<KindResult[]> => {
  const rates = {
    saves: savesPerSecond,
    signIns: signInsPerSecond,
    reads: background / 2,
    lists: background / 2,
  };
  return Promise.all(
    kindNames.map(async (kind) =>
      resultOf(kind, await openLoop(send, day[kind], { perSecond: rates[kind], seconds })),
    ),
  );
};

const delayResolution = 1;

/** Does the work, and measures how late the timers of this process are meanwhile. */
const withToolDelay = async <Result>(
  work: Promise<Result>,
): Promise<{ readonly result: Result; readonly toolDelay: number }> => {
  const delays = monitorEventLoopDelay({ resolution: delayResolution });
  delays.enable();
  const result = await work;
  delays.disable();
  return { result, toolDelay: Math.max(0, delays.percentile(99) / 1e6 - delayResolution) };
};

/** Seconds until reads are answered in sequence, each within `goodMilliseconds`. */
const recoveryOf = async (send: Sender, day: ExamDay, goodMilliseconds: number): Promise<number> => {
  const beganAt = performance.now();
  let good = 0;
  let goodSince = beganAt;
  while (good < goodAnswers && performance.now() - beganAt < maxRecoverySeconds * 1_000) {
    const [target] = day.reads;
    if (target === undefined) throw new Error('the day has no reads');
    const sample = await send(target);
    if (isAccepted(sample) && sample.milliseconds <= goodMilliseconds) good += 1;
    else {
      good = 0;
      goodSince = performance.now();
    }
    await pause(20);
  }
  return good < goodAnswers ? Number.POSITIVE_INFINITY : (goodSince - beganAt) / 1_000;
};

/** Rate of the measurement without load, far below saturation. */
const calmRate = 8;

/**
 * Measures without load, at saturation, and twice at three times saturation: with clients that give up, and
 * with clients that repeat each refused request three times immediately.
 */
export const measureOverload = async (
  gatewayUrl: string,
  day: ExamDay,
  { seconds, calmSeconds, saturationSeconds }: OverloadOptions,
  note: (line: string) => void,
): Promise<Overload> => {
  const patient = createSender(gatewayUrl, 0);
  const impatient = createSender(gatewayUrl, badClientRepetitions);
  const mixed = [...day.reads, ...day.lists];
  await closedLoop(patient, mixed, { connections: 4, seconds: saturationSeconds });
  note('without load');
  const { result: calm, toolDelay } = await withToolDelay(
    together(patient, day, { background: calmRate, seconds: calmSeconds }),
  );
  note('at saturation');
  const closed = await closedLoop(patient, mixed, {
    connections: saturationConnections,
    seconds: saturationSeconds,
  });
  const saturation = closed.filter(isAccepted).length / saturationSeconds;
  const goodMilliseconds = 2 * Math.max(...calm.filter(({ kind }) => kind === 'reads').map(({ p99 }) => p99));
  await recoveryOf(patient, day, goodMilliseconds);
  const phases: Phase[] = [{ title: 'without load', kinds: calm, toolDelay }];
  for (const [title, send] of [
    ['clients give up', patient],
    ['clients repeat three times', impatient],
  ] as const) {
    note(`at ${factor} × ${Math.round(saturation)} requests a second, ${title}`);
    const background = factor * saturation;
    const { result: kinds, toolDelay } = await withToolDelay(together(send, day, { background, seconds }));
    const recoverySeconds = await recoveryOf(patient, day, goodMilliseconds);
    phases.push({ title, kinds, toolDelay, recoverySeconds });
  }
  return { saturation, phases };
};
