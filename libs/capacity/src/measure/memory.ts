import { readdirSync, readFileSync } from 'node:fs';
import { residentMemory } from '@ai-teacher/bench/machine/peak-memory.ts';

/** The children of a process by /proc; none on a system without /proc. */
const childrenOf = (pid: number): number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

/** The share of a process in its memory, in mebibytes; pages shared by several processes are divided. */
const proportional = (pid: number): number => {
  try {
    const found = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(found ?? 0) / 1_024;
  } catch {
    return 0;
  }
};

/** The peak of each process, and of PostgreSQL with its current children, in mebibytes. */
export const memoryOf = (processIds: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries(
    [...processIds].map(([part, pid]) => [
      part,
      (residentMemory(pid).peak ?? 0) + childrenOf(pid).reduce((sum, child) => sum + proportional(child), 0),
    ]),
  );
