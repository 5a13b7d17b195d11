import { constants } from 'node:os';

/** The running work of a command that a signal must stop. */
export type Stoppable = {
  stop(): Promise<void>;
  /** Kills everything without waiting. */
  killNow(): void;
};

export type SignalStop = {
  /** Registers the work that a later signal stops. */
  register(work: Stoppable): void;
  isStopping(): boolean;
};

export type StopOptions = {
  /** The command has no end of its own, so a stop is its orderly end: exit code 0. */
  readonly runsUntilStopped?: true;
  /** Called once before the work is stopped, for a report about the work that did not end. */
  readonly onStop?: (reason: string) => Promise<void>;
};

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Just below the ten seconds in which the launcher promises to stop. */
const maxStopSeconds = 9.5;

/**
 * Stops the registered work in order on SIGINT, SIGTERM and SIGHUP, and when the parent process dies. Kills
 * the rest when the time is over. The process then exits. A command that was stopped before its end never
 * exits with 0: its code after an orderly stop is 128 and the number of the signal, otherwise 1.
 */
export const stopOnSignals = (
  print: (line: string) => void,
  { runsUntilStopped, onStop }: StopOptions = {},
): SignalStop => {
  let registered: Stoppable | undefined;
  let stopCode: number | undefined;
  const stop = async (reason: string, code: number) => {
    // In a terminal the signal arrives twice: sent to the whole group, and forwarded by the bootstrap script.
    if (stopCode !== undefined) return;
    stopCode = runsUntilStopped ? 0 : code;
    print(`\nStopping (${reason}) …`);
    setTimeout(() => exitWith(1), maxStopSeconds * 1000).unref();
    try {
      await onStop?.(reason);
      await registered?.stop();
      print('Stopped.');
      process.exit();
    } catch (fault) {
      print(`Stopping failed: ${fault instanceof Error ? fault.message : fault}`);
      exitWith(1);
    }
  };
  const exitWith = (code: number): void => {
    stopCode = code;
    process.exit();
  };
  for (const signal of stopSignals)
    process.on(signal, () => void stop(signal, 128 + constants.signals[signal]));
  process.on('disconnect', () => void stop('its parent process has ended', 1));
  process.on('exit', () => {
    registered?.killNow();
    // Whatever ends the process first: the stop, or the interrupted work with a code of its own.
    if (stopCode !== undefined) process.exitCode = stopCode;
  });
  // A reader that closes the pipe (`npm start | head`) must not end the mesh.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    register: (work) => {
      registered = work;
    },
    isStopping: () => stopCode !== undefined,
  };
};
