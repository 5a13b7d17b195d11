import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

export type ProcessPlan = {
  name: string;
  command: string;
  args: string[];
  /** The whole environment, except the variables of `inheritedVariables`. */
  environment: Record<string, string>;
  workingDirectory: string;
  logFile: string;
  /** The signal that makes this program stop in order. */
  stopSignal: 'SIGTERM' | 'SIGINT';
  user?: { uid: number; gid: number } | undefined;
};

export type ProcessEnd = {
  code: number | null;
  signal: NodeJS.Signals | null;
};

export type RunningProcess = {
  name: string;
  identity: ProcessIdentity;
  logFile: string;
  /** Fulfilled when the process has ended for any reason. */
  ended: Promise<ProcessEnd>;
  /** Sends the stop signal. After the grace period, kills the process and all processes that it started. */
  stop(graceSeconds: number): Promise<ProcessEnd>;
};

/** No other variable of the launcher's environment reaches a part; the plan defines the rest. */
const inheritedVariables = ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'XDG_CACHE_HOME'];

/** Describes the end of a process as a predicate: "ended with exit code 1". */
export const describeEnd = ({ code, signal }: ProcessEnd): string => {
  return signal ? `was terminated by ${signal}` : `ended with exit code ${code}`;
};

/**
 * Starts a part in its own process group, so that Ctrl-C reaches only the launcher, which stops parts in
 * order. The part writes directly to its log file, so that it survives the launcher without a broken pipe.
 */
export const startProcess = async (plan: ProcessPlan): Promise<RunningProcess> => {
  await mkdir(path.dirname(plan.logFile), { recursive: true });
  const log = await open(plan.logFile, 'a', 0o600);
  try {
    const child = spawn(plan.command, plan.args, {
      cwd: plan.workingDirectory,
      env: { ...inheritedEnvironment(), ...plan.environment },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      ...(plan.user ?? {}),
    });
    const ended = new Promise<ProcessEnd>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    const pid = child.pid as number;
    const identity = identify(pid) ?? { pid, startedAt: 'gone' };
    return {
      name: plan.name,
      identity,
      logFile: plan.logFile,
      ended,
      stop: (graceSeconds) => stopChild({ identity, ended, stopSignal: plan.stopSignal }, graceSeconds),
    };
  } finally {
    await log.close();
  }
};

/** The last lines of a part's log, for messages about its end. */
export const lastLogLines = async (logFile: string, count = 15): Promise<string> => {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
};

/** Sends a signal to a whole process group. A group that no longer exists is not an error. */
export const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  send(-pid, signal);
};

const send = (target: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(target, signal);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
  }
};

const stopChild = async (
  {
    identity,
    ended,
    stopSignal,
  }: { identity: ProcessIdentity; ended: Promise<ProcessEnd>; stopSignal: NodeJS.Signals },
  graceSeconds: number,
): Promise<ProcessEnd> => {
  if (isAlive(identity)) send(identity.pid, stopSignal);
  const grace = new AbortController();
  const late = pause(graceSeconds * 1000, 'late' as const, { signal: grace.signal }).catch(
    () => 'late' as const,
  );
  const outcome = await Promise.race([ended, late]);
  grace.abort();
  // Also after an orderly end, because a worker may outlive its parent.
  signalGroup(identity.pid, 'SIGKILL');
  return outcome === 'late' ? ended : outcome;
};

const inheritedEnvironment = (): Record<string, string> => {
  return Object.fromEntries(
    inheritedVariables.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
};
