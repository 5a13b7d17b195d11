import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Systems reuse process ids. An id together with its start time identifies one process. */
export type ProcessIdentity = {
  pid: number;
  startedAt: string;
};

/**
 * The start time of a process in the format of the system (clock ticks since boot on Linux, a date
 * elsewhere), or undefined when no such process runs. A zombie does not count as running.
 */
export const startTimeOf = (pid: number): string | undefined => {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
};

export const identify = (pid: number): ProcessIdentity | undefined => {
  const startedAt = startTimeOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
};

export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean => {
  return startTimeOf(pid) === startedAt;
};

const fromProc = (pid: number): string | undefined => {
  try {
    // proc_pid_stat(5): the command name in parentheses may contain spaces; the fields after it do not.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    return state === 'Z' || state === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

const fromPs = (pid: number): string | undefined => {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
};
