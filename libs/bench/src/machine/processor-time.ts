import { readdirSync, readFileSync } from 'node:fs';

/**
 * Linux reports the processor time of a process in hundredths of a second, independent of the kernel's own
 * clock.
 */
const millisecondsPerTick = 10;

type ProcessTimes = {
  readonly parent: number;
  readonly own: number;
  /** The time of terminated children that were waited for. */
  readonly ended: number;
};

/** Reads a line of /proc/<pid>/stat; the name between parentheses may contain any character. */
export const parseTimes = (stat: string): ProcessTimes => {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (index: number) => Number(fields[index]) * millisecondsPerTick;
  return { parent: Number(fields[1]), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
};

const readTimes = (pid: number | 'self'): ProcessTimes | undefined => {
  try {
    return parseTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // The process ended after it was listed, or this system has no /proc.
    return undefined;
  }
};

/**
 * The processor time of each process since its start in milliseconds, children included (PostgreSQL has one
 * per connection). Empty on a system without /proc.
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

/** The processor time of this process's terminated children in milliseconds. */
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
