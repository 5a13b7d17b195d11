import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const pollMilliseconds = 50;
/**
 * On a busy machine a process waits for its turn. The factor by which a step, or the whole, may exceed its
 * processor time before the limit counts as exceeded.
 */
const patience = 6;

const run = promisify(execFile);
const pageBytes = 4096;
/** Linux counts processor time for programs in this unit, whatever its kernel was built with. */
const ticksPerSecond = 100;

/**
 * The resources that a process uses: its resident memory, and the processor time of all its threads since
 * its start.
 */
type ProcessUse = { readonly residentBytes: number; readonly processorSeconds: number };

/**
 * Reads what a process uses; undefined after the process has ended. Reads from outside, because a blocked
 * process cannot answer.
 */
const processUse = async (pid: number): Promise<ProcessUse | undefined> => {
  try {
    if (process.platform === 'linux') return fromStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    const { stdout } = await run('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
    const [kibibytes = '', time = ''] = stdout.trim().split(/\s+/u);
    return { residentBytes: Number(kibibytes) * 1024, processorSeconds: secondsOf(time) };
  } catch {
    return undefined;
  }
};

/** The name of the program, in parentheses, may contain blanks. After it, the fields begin with the third. */
const fromStat = (stat: string): ProcessUse => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    processorSeconds: (field(14) + field(15)) / ticksPerSecond,
    residentBytes: field(24) * pageBytes,
  };
};

/** Seconds of a time such as `1:02.50` or `1:00:02`. */
const secondsOf = (time: string): number =>
  time.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);

export type UseLimits = {
  readonly maxResidentBytes: number;
  /** Processor time of one step, in seconds. */
  readonly maxStepSeconds: number;
  /** Processor time of all steps, in seconds. */
  readonly maxTotalSeconds: number;
};

export type Excess = 'timed out' | 'too large';

type Watch = { readonly beginStep: () => void; readonly stop: () => void };

/**
 * Reads what a process uses at short intervals, and reports when it exceeds a limit.
 *
 * @param pid undefined for a process that did not start; then only time counts.
 */
export const watchUse = (
  pid: number | undefined,
  limits: UseLimits,
  onExcess: (excess: Excess) => void,
): Watch => {
  const startedAt = performance.now();
  let stepAt = startedAt;
  let used = 0;
  let usedBefore = 0;
  const judge = (use: ProcessUse | undefined): void => {
    const now = performance.now();
    used = use?.processorSeconds ?? used;
    const isStepOver = hasLasted(limits.maxStepSeconds, used - usedBefore, now - stepAt);
    if (use !== undefined && use.residentBytes > limits.maxResidentBytes) onExcess('too large');
    else if (isStepOver || hasLasted(limits.maxTotalSeconds, used, now - startedAt)) onExcess('timed out');
  };
  const poll = setInterval(async () => {
    judge(pid === undefined ? undefined : await processUse(pid));
  }, pollMilliseconds);
  return {
    beginStep: () => {
      stepAt = performance.now();
      usedBefore = used;
    },
    stop: () => clearInterval(poll),
  };
};

const hasLasted = (maxSeconds: number, processorSeconds: number, milliseconds: number): boolean =>
  processorSeconds > maxSeconds || milliseconds > maxSeconds * patience * 1_000;
