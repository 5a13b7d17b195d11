/** What a long-running command has to stop, once it has something. */
export type Stoppable = {
  stop(): Promise<void>;
  /** Ends everything at once, without waiting. */
  killNow(): void;
};

export type SignalStop = {
  /** Names what a signal from now on has to stop. */
  own(owned: Stoppable): void;
  isStopping(): boolean;
};

/** The end of an orderly stop must come within the ten seconds that the launcher promises. */
const stopSeconds = 9.5;

/**
 * SIGINT, SIGTERM and SIGHUP, and the death of the process that started this one, stop what is owned, in order;
 * whatever is left when the time is up is killed. Ends the process with 0 after an orderly stop, 1 otherwise.
 */
export const stopOnSignals = (print: (line: string) => void): SignalStop => {
  let owned: Stoppable | undefined;
  let stopping = false;
  const stop = async (reason: string) => {
    // In a terminal the signal comes twice: to the whole group, and passed on by the bootstrap script.
    if (stopping) return;
    stopping = true;
    print(`\nStopping (${reason}) …`);
    setTimeout(() => process.exit(1), stopSeconds * 1000).unref();
    try {
      await owned?.stop();
      print('Stopped.');
      process.exit(0);
    } catch (fault) {
      print(`Stopping failed: ${fault instanceof Error ? fault.message : fault}`);
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
  process.on('disconnect', () => void stop('its parent process has ended'));
  process.on('exit', () => owned?.killNow());
  // A reader that went away (`npm start | head`) takes the messages with it, not the mesh.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    own: (stoppable) => {
      owned = stoppable;
    },
    isStopping: () => stopping,
  };
};
