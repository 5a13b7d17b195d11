import path from 'node:path';
import { ProcessLedger } from '../process/ledger.ts';
import type { RunningProcess } from '../process/start-process.ts';
import type { Part } from './part.ts';
import { runPart } from './run-part.ts';

export type PartRunner = {
  start(part: Part): Promise<RunningProcess>;
  stopAll(): Promise<void>;
  /** Kills all parts without waiting, for process exit. */
  killAll(): void;
};

/** Runs single parts in a state folder, with logs and a ledger, but without restarts. */
export const partRunner = (stateDirectory: string): PartRunner => {
  const ledger = new ProcessLedger(path.join(stateDirectory, 'processes.json'));
  const running = new Map<RunningProcess, Part>();
  return {
    start: async (part) => {
      await part.provision(() => {});
      const started = await runPart(part, {
        logFile: path.join(stateDirectory, 'logs', `${part.name}.log`),
        onStarted: ({ name, identity }) => ledger.add({ name, ...identity }),
      });
      running.set(started, part);
      started.ended.then(() => {
        running.delete(started);
        ledger.forget(part.name);
      });
      await part.afterStart?.(() => {});
      return started;
    },
    stopAll: async () => {
      await Promise.all([...running].map(([process, part]) => process.stop(part.stopGraceSeconds)));
    },
    killAll: () => ledger.killAll(),
  };
};
