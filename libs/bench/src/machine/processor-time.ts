import { readdirSync, readFileSync } from 'node:fs';

/**
 * Linux counts the processor time of a process in hundredths of a second, whatever the kernel's own clock is.
 */
const millisecondsPerTick = 10;

type ProcessTimes = {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended and were waited for. */
  readonly ended: number;
};

/** Reads a line of /proc/<pid>/stat; the name in it, between parentheses, may hold anything. */
export const parseTimes = (stat: string): ProcessTimes => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (index: number) => Number(fields[index]) * millisecondsPerTick;
  return { parent: Number(fields[1]), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
};

const readTimes = (pid: number | 'self'): ProcessTimes | undefined => {
  try {
    return parseTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It has ended between being listed and being read, or this system has no /proc.
    return undefined;
  }
};

/**
 * Processor time that each of the processes has used since its start, with that of its children (PostgreSQL
 * has one for each connection), in milliseconds. Empty where there is no /proc.
 */
export const processorTimes = (processIds: ReadonlyMap<string, number>): Map<string, number> => {
  const children = Map.groupBy(allTimes(), ({ parent }) => parent);
  return new Map(
    [...processIds].flatMap(([name, pid]): [string, number][] => {
      const root = readTimes(pid);
      if (root === undefined) return [];
      const below = (children.get(pid) ?? []).reduce((sum, { own, ended }) => sum + own + ended, 0);
      return [[name, root.own + root.ended + below]];
    }),
  );
};

/** Processor time of the children of this process that have ended, in milliseconds. */
export const endedChildrenTime = (): number => readTimes('self')?.ended ?? 0;

const allTimes = (): ProcessTimes[] => {
  try {
    return readdirSync('/proc').flatMap((name) =>
      /^\d+$/.test(name) ? (readTimes(Number(name)) ?? []) : [],
    );
  } catch {
    return [];
  }
};
