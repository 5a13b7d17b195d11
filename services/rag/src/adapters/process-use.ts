import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const pageBytes = 4096;
/** Linux counts processor time for programs in this unit, whatever its kernel was built with. */
const ticksPerSecond = 100;

/** What a process uses: its resident memory, and the processor time of all its threads since its start. */
export type ProcessUse = { readonly residentBytes: number; readonly processorSeconds: number };

/**
 * Reads what a process uses; undefined after the process has ended. Reads from outside, because a blocked
 * process cannot answer.
 */
export const processUse = async (pid: number): Promise<ProcessUse | undefined> => {
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
