import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '../parts/part.ts';
import { indent, runPart } from '../parts/run-part.ts';
import { ProcessLedger } from '../process/ledger.ts';
import { describeEnd, lastLogLines, type RunningProcess, signalGroup } from '../process/start-process.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import type { Progress } from '../terminal/progress.ts';

const firstRestartSeconds = 1;
const slowestRestartSeconds = 30;
/** A part that was well for this long starts over with quick restarts. */
const wellAfterSeconds = 60;

type Supervised = {
  part: Part;
  running?: RunningProcess | undefined;
  /** Ends this part's restarts, whether it is running or waiting to be started again. */
  control: AbortController;
  provisioned?: Promise<void>;
  started?: Promise<void>;
  /** While its process is there but not yet healthy. */
  starting?: Promise<RunningProcess> | undefined;
};

export type SupervisorOptions = {
  parts: Part[];
  state: StateDirectory;
  progress: Progress;
  /** The order of the end: parts of a lower stage are stopped before those of a higher one. */
  stageOf(name: string): number;
  mayComeLater(name: string): boolean;
};

/** Starts parts as soon as what they depend on is healthy, starts dead ones again, stops all of them in order. */
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

  /** Fulfilled when everything that must be there is healthy; `late` when the rest is, or has given up. */
  async start(): Promise<{ late: Promise<void> }> {
    const everything = [...this.#all.values()];
    const needed = everything.filter(({ part }) => !this.#options.mayComeLater(part.name));
    const later = everything.filter((one) => !needed.includes(one));
    for (const one of needed) one.provisioned = this.#provision(one);
    const provisioned = Promise.all(needed.map((one) => one.provisioned));
    // Their builds are long: they begin when nothing that is waited for is being built any more.
    for (const one of later) {
      one.provisioned = provisioned.catch(() => one.control.abort()).then(() => this.#provision(one));
    }
    for (const one of everything) one.started = this.#startInTurn(one);
    const late = Promise.all(later.map((one) => this.#tellOfFailure(one))).then(() => {});
    await Promise.all([provisioned, ...needed.map((one) => one.started)]);
    return { late };
  }

  async startPart(name: string): Promise<void> {
    const one = this.#find(name);
    if (one.running) return;
    one.control = new AbortController();
    await this.#run(one);
  }

  /** Stops a part and leaves it stopped. */
  async stopPart(name: string): Promise<void> {
    const one = this.#find(name);
    await this.#end(one, one.part.drainSeconds);
  }

  async stopAll(): Promise<void> {
    this.#stopping = true;
    const stages = Map.groupBy(this.#all.values(), ({ part }) => this.#options.stageOf(part.name));
    for (const one of this.#all.values()) if (!one.running) one.control.abort();
    for (const stage of [...stages.keys()].sort((a, b) => a - b)) {
      await Promise.all((stages.get(stage) ?? []).map((one) => this.#end(one)));
    }
    // Builds are not waited for: they end with this process.
    await Promise.allSettled([...this.#all.values()].map((one) => one.starting));
  }

  /** Ends everything at once, for process exit. */
  killAll(): void {
    this.#ledger.killAll();
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  isRunning(name: string): boolean {
    return this.#all.get(name)?.running !== undefined;
  }

  /** Where the process of a part is, for tests that do it harm. */
  processId(name: string): number | undefined {
    return this.#find(name).running?.identity.pid;
  }

  #find(name: string): Supervised {
    const one = this.#all.get(name);
    if (!one) throw new Error(`${name} is no part of this mesh`);
    return one;
  }

  async #provision({ part, control }: Supervised): Promise<void> {
    control.signal.throwIfAborted();
    this.#options.progress.working(part.name, 'looking for its program');
    await part.provision((text) => this.#options.progress.working(part.name, text));
  }

  async #startInTurn(one: Supervised): Promise<void> {
    const { progress, state } = this.#options;
    await one.provisioned;
    await Promise.all(one.part.dependsOn.map((name) => this.#all.get(name)?.started));
    one.control.signal.throwIfAborted();
    await keepPreviousLog(state.logFile(one.part.name));
    await this.#run(one);
    await one.part.afterStart?.((text) => progress.working(one.part.name, text));
    progress.healthy(one.part.name);
  }

  async #run(one: Supervised): Promise<void> {
    const { progress, state } = this.#options;
    progress.working(one.part.name, 'starting');
    one.starting = runPart(one.part, {
      logFile: state.logFile(one.part.name),
      signal: one.control.signal,
      onStarted: ({ name, identity }) => this.#ledger.add({ name, ...identity }),
    });
    const running = await one.starting.catch((fault: unknown) => {
      this.#ledger.forget(one.part.name);
      throw fault;
    });
    one.running = running;
    const healthySince = performance.now();
    running.ended.then(async (end) => {
      this.#ledger.forget(one.part.name);
      if (one.running === running) one.running = undefined;
      // What it had started itself must not hold a port against its successor.
      signalGroup(running.identity.pid, 'SIGKILL');
      if (this.#stopping || one.control.signal.aborted) return;
      const wellSeconds = (performance.now() - healthySince) / 1000;
      await this.#startAgain(one, `${one.part.name} ${describeEnd(end)}`, wellSeconds);
    });
  }

  async #startAgain(one: Supervised, what: string, wellSeconds: number): Promise<void> {
    const { progress, state } = this.#options;
    const { signal } = one.control;
    if (wellSeconds >= wellAfterSeconds) this.#waits.delete(one.part.name);
    let waitSeconds = this.#nextWait(one);
    let reason = `${what}. The last lines of its log:\n${indent(await lastLogLines(state.logFile(one.part.name)))}`;
    while (!signal.aborted) {
      progress.note(`${reason}\n${one.part.name} restarts in ${waitSeconds} s.`);
      await pause(waitSeconds * 1000, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#run(one);
        progress.note(`${one.part.name} is healthy again.`);
        return;
      } catch (fault) {
        if (signal.aborted) return;
        reason = fault instanceof Error ? fault.message : String(fault);
        waitSeconds = this.#nextWait(one);
      }
    }
  }

  readonly #waits = new Map<string, number>();

  #nextWait({ part }: Supervised): number {
    const wait = Math.min((this.#waits.get(part.name) ?? firstRestartSeconds / 2) * 2, slowestRestartSeconds);
    this.#waits.set(part.name, wait);
    return wait;
  }

  async #end(one: Supervised, graceSeconds = one.part.stopGraceSeconds): Promise<void> {
    const { running } = one;
    if (running) await one.part.beforeStop?.(graceSeconds);
    one.control.abort(new Error('stopped on purpose'));
    await running?.stop(graceSeconds);
  }

  async #tellOfFailure(one: Supervised): Promise<void> {
    await one.started?.catch((fault: unknown) => {
      if (this.#stopping || one.control.signal.aborted) return;
      const reason = fault instanceof Error ? fault.message : String(fault);
      this.#options.progress.note(`The mesh runs without ${one.part.name}: ${reason}`);
    });
  }
}

/** The log of the run before is kept beside the new one. */
const keepPreviousLog = async (file: string): Promise<void> => {
  await rename(file, file.replace(/\.log$/, '.previous.log')).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'ENOENT') throw fault;
  });
};
