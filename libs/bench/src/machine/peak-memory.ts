import { readFileSync, writeFileSync } from 'node:fs';

const megabytesIn = (status: string, field: string): number | undefined => {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
};

export type ResidentMemory = {
  /** Megabytes that the process has in memory. */
  readonly current: number | undefined;
  /** The maximum since the start of the process, or since `forgetPeak`. */
  readonly peak: number | undefined;
};

/** Reads the text of /proc/<pid>/status. */
export const parseMemory = (status: string): ResidentMemory => ({
  current: megabytesIn(status, 'VmRSS'),
  peak: megabytesIn(status, 'VmHWM'),
});

/** The resident memory of a process; without /proc both are undefined. */
export const residentMemory = (pid: number | undefined): ResidentMemory => {
  try {
    return parseMemory(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return { current: undefined, peak: undefined };
  }
};

/** Lets the peak begin again at the current memory. */
export const forgetPeak = (pid: number | undefined): void => {
  try {
    // The value of the kernel for the peak alone (proc_pid_clear_refs(5)).
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Without this file the peak counts from the start of the process.
  }
};
