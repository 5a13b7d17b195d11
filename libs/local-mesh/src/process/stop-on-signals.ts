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

/** Just below the ten seconds in which the launcher promises to stop. */
const maxStopSeconds = 9.5;

/**
 * Stops the registered work in order on SIGINT, SIGTERM and SIGHUP, and when the parent process dies. Kills
 * the rest when the time is over. The process then exits: code 0 after an orderly stop, 1 otherwise.
 */
export const stopOnSignals = (print: (line: string) => void): SignalStop => {
  let registered: Stoppable | undefined;
  let stopping = false;
  const stop = async (reason: string) => {
    // In a terminal the signal arrives twice: sent to the whole group, and forwarded by the bootstrap script.
    if (stopping) return;
    stopping = true;
    print(`\nStopping (${reason}) …`);
    setTimeout(() => process.exit(1), maxStopSeconds * 1000).unref();
    try {
      await registered?.stop();
      print('Stopped.');
      process.exit(0);
    } catch (fault) {
      print(`Stopping failed: ${fault instanceof Error ? fault.message : fault}`);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
  process.on('disconnect', () => void stop('its parent process has ended'));
  process.on('exit', () => registered?.killNow());
  // A reader that closes the pipe (`npm start | head`) must not end the mesh.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    register: (work) => {
      registered = work;
    },
    isStopping: () => stopping,
  };
};
