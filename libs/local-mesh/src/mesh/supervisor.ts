import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '../parts/part.ts';
import { indent, runPart } from '../parts/run-part.ts';
import { ProcessLedger } from '../process/ledger.ts';
import { describeEnd, lastLogLines, type RunningProcess, signalGroup } from '../process/start-process.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import type { Progress } from '../terminal/progress.ts';

const minRestartDelaySeconds = 1;
const maxRestartDelaySeconds = 30;
/** After this long in good health, the restart delay of a part begins at its minimum again. */
const stableAfterSeconds = 60;

type Supervised = {
  part: Part;
  running?: RunningProcess | undefined;
  /** Ends the restarts of this part, whether it runs or waits for its next start. */
  control: AbortController;
  provisioned?: Promise<void>;
  started?: Promise<void>;
  /** Set while its process runs but is not healthy yet. */
  starting?: Promise<RunningProcess> | undefined;
};

export type SupervisorOptions = {
  parts: Part[];
  state: StateDirectory;
  progress: Progress;
  /** The order of a stop: parts of a lower stage stop before parts of a higher stage. */
  stageOf(name: string): number;
  mayComeLater(name: string): boolean;
};

/** Starts each part when its dependencies are healthy, restarts dead parts, stops all parts in order. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #all: Map<string, Supervised>;
  readonly #ledger: ProcessLedger;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#ledger = new ProcessLedger(options.state.ledger);
    this.#all = new Map(options.parts.map((part) => [part.name, { part, control: new AbortController() }]));
  }

  /** Fulfilled when all required parts are healthy; `late` when each other part is healthy or has failed. */
  async start(): Promise<{ late: Promise<void> }> {
    const everything = [...this.#all.values()];
    const needed = everything.filter(({ part }) => !this.#options.mayComeLater(part.name));
    const later = everything.filter((entry) => !needed.includes(entry));
    for (const entry of needed) entry.provisioned = this.#provision(entry);
    const provisioned = Promise.all(needed.map((entry) => entry.provisioned));
    // Their builds are long, so they begin after the builds of all required parts.
    for (const entry of later) {
      entry.provisioned = provisioned.catch(() => entry.control.abort()).then(() => this.#provision(entry));
    }
    for (const entry of everything) entry.started = this.#startInTurn(entry);
    const late = Promise.all(later.map((entry) => this.#reportFailure(entry))).then(() => {});
    await Promise.all([provisioned, ...needed.map((entry) => entry.started)]);
    return { late };
  }

  async startPart(name: string): Promise<void> {
    const entry = this.#find(name);
    if (entry.running) return;
    entry.control = new AbortController();
    await this.#run(entry);
  }

  /** Stops a part without a restart, also while it starts. */
  async stopPart(name: string): Promise<void> {
    const entry = this.#find(name);
    await this.#end(entry, entry.part.drainSeconds);
  }

  async stopAll(): Promise<void> {
    this.#stopping = true;
    const stages = Map.groupBy(this.#all.values(), ({ part }) => this.#options.stageOf(part.name));
    for (const entry of this.#all.values()) if (!entry.running) entry.control.abort();
    for (const stage of [...stages.keys()].sort((a, b) => a - b)) {
      await Promise.all((stages.get(stage) ?? []).map((entry) => this.#end(entry)));
    }
    // Running builds are not awaited: they end with this process.
    await Promise.allSettled([...this.#all.values()].map((entry) => entry.starting));
  }

  /** Kills all parts without waiting, for process exit. */
  killAll(): void {
    this.#ledger.killAll();
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  isRunning(name: string): boolean {
    return this.#all.get(name)?.running !== undefined;
  }

  /** The process id of a part, for tests that kill or pause it. */
  processId(name: string): number | undefined {
    return this.#find(name).running?.identity.pid;
  }

  #find(name: string): Supervised {
    const entry = this.#all.get(name);
    if (!entry) throw new Error(`${name} is not a part of this mesh`);
    return entry;
  }

  async #provision({ part, control }: Supervised): Promise<void> {
    control.signal.throwIfAborted();
    this.#options.progress.working(part.name, 'locating the program');
    await part.provision((text) => this.#options.progress.working(part.name, text));
  }

  async #startInTurn(entry: Supervised): Promise<void> {
    const { progress, state } = this.#options;
    await entry.provisioned;
    await Promise.all(entry.part.dependsOn.map((name) => this.#all.get(name)?.started));
    entry.control.signal.throwIfAborted();
    await keepPreviousLog(state.logFile(entry.part.name));
    await this.#run(entry);
    await entry.part.afterStart?.((text) => progress.working(entry.part.name, text));
    progress.healthy(entry.part.name);
  }

  async #run(entry: Supervised): Promise<void> {
    const { progress, state } = this.#options;
    progress.working(entry.part.name, 'starting');
    entry.starting = runPart(entry.part, {
      logFile: state.logFile(entry.part.name),
      signal: entry.control.signal,
      onStarted: ({ name, identity }) => this.#ledger.add({ name, ...identity }),
    });
    const running = await entry.starting
      .catch((fault: unknown) => {
        this.#ledger.forget(entry.part.name);
        throw fault;
      })
      .finally(() => {
        entry.starting = undefined;
      });
    entry.running = running;
    const healthySince = performance.now();
    running.ended.then(async (end) => {
      this.#ledger.forget(entry.part.name);
      if (entry.running === running) entry.running = undefined;
      // A child of the dead process must not occupy a port that the restarted part needs.
      signalGroup(running.identity.pid, 'SIGKILL');
      if (this.#stopping || entry.control.signal.aborted) return;
      const healthySeconds = (performance.now() - healthySince) / 1000;
      await this.#startAgain(entry, `${entry.part.name} ${describeEnd(end)}`, healthySeconds);
    });
  }

  async #startAgain(entry: Supervised, ending: string, healthySeconds: number): Promise<void> {
    const { progress, state } = this.#options;
    const { signal } = entry.control;
    if (healthySeconds >= stableAfterSeconds) this.#restartDelays.delete(entry.part.name);
    let delaySeconds = this.#nextRestartDelay(entry);
    let reason = `${ending}. The last lines of its log:\n${indent(await lastLogLines(state.logFile(entry.part.name)))}`;
    while (!signal.aborted) {
      progress.note(`${reason}\n${entry.part.name} restarts in ${delaySeconds} s.`);
      await pause(delaySeconds * 1000, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#run(entry);
        progress.note(`${entry.part.name} is healthy again.`);
        return;
      } catch (fault) {
        if (signal.aborted) return;
        reason = fault instanceof Error ? fault.message : String(fault);
        delaySeconds = this.#nextRestartDelay(entry);
      }
    }
  }

  readonly #restartDelays = new Map<string, number>();

  #nextRestartDelay({ part }: Supervised): number {
    const wait = Math.min(
      (this.#restartDelays.get(part.name) ?? minRestartDelaySeconds / 2) * 2,
      maxRestartDelaySeconds,
    );
    this.#restartDelays.set(part.name, wait);
    return wait;
  }

  async #end(entry: Supervised, graceSeconds = entry.part.stopGraceSeconds): Promise<void> {
    const { running, starting } = entry;
    if (running) await entry.part.beforeStop?.(graceSeconds);
    entry.control.abort(new Error('stopped on purpose'));
    await running?.stop(graceSeconds);
    // A process that is not healthy yet may already answer requests. It ends by the signal, unless it became
    // healthy meanwhile.
    const started = await starting?.catch(() => undefined);
    await started?.stop(graceSeconds);
  }

  async #reportFailure(entry: Supervised): Promise<void> {
    await entry.started?.catch((fault: unknown) => {
      if (this.#stopping || entry.control.signal.aborted) return;
      const reason = fault instanceof Error ? fault.message : String(fault);
      this.#options.progress.note(`The mesh runs without ${entry.part.name}: ${reason}`);
    });
  }
}

/** Retains the log of the previous run beside the new log. */
const keepPreviousLog = async (file: string): Promise<void> => {
  await rename(file, file.replace(/\.log$/, '.previous.log')).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT') throw fault;
  });
};
