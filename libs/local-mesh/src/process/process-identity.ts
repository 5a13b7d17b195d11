import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process id alone is recycled by the system; with its start time it names one process for good. */
export type ProcessIdentity = {
  pid: number;
  startedAt: string;
};

/**
 * When the process with this id was started, in the system's own words (clock ticks since boot on Linux,
 * a date elsewhere), or undefined when no such process runs. A zombie counts as gone.
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
    // proc_pid_stat(5): the command name, in parentheses, may hold spaces; the fields after it do not.
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
