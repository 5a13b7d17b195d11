import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Mesh, startMesh } from '@ai-teacher/local-mesh/mesh/mesh.ts';
import { partNames } from '@ai-teacher/local-mesh/plan/mesh-plan.ts';
import type { Stoppable } from '@ai-teacher/local-mesh/process/stop-on-signals.ts';
import { findBinary } from '@ai-teacher/local-mesh/provision/find-binary.ts';
import type { Addresses } from '@ai-teacher/local-mesh/state/addresses.ts';
import type { Progress } from '@ai-teacher/local-mesh/terminal/progress.ts';
import { LimitBudget, questionsPerMinute, requestsPerMinute } from '../load/limit-budget.ts';
import type { LoadTool } from '../load/load.ts';
import type { BenchOptions } from '../options.ts';
import { type Reader, readersSignedIn } from './readers.ts';
import { type SecondPlan, type SecondWay, startSecondWay } from './second-way.ts';

const limits = { requests: requestsPerMinute, questions: questionsPerMinute };
export type LimitName = keyof typeof limits;

/** A running mesh with everything that a bench needs beside it. */
export type Session = {
  readonly mesh: Mesh;
  readonly options: BenchOptions;
  readonly progress: Progress;
  readonly tool: LoadTool;
  /** Readers whose tokens stay valid for at least a minute. */
  readonly readers: () => Promise<readonly Reader[]>;
  /** Waits until requests fit in all of these limits. Returns a function that records how many were sent. */
  readonly takeAll: (
    names: readonly LimitName[],
    wanted: { requests: number; seconds: number; onWait: (milliseconds: number) => void },
  ) => Promise<(sent: number) => void>;
  /** The addresses of the shipped processes, or of the second ones with this name. */
  readonly addressesOf: (second?: string) => Addresses;
  /** The processes of the mesh by their parts, with the second ones in the place of the shipped ones. */
  readonly processIds: (second?: string) => ReadonlyMap<string, number>;
  /** Requests per second in the last closed loop of a kind. */
  readonly fastest: Map<string, number>;
};

type Ways = ReadonlyMap<string, SecondWay>;

const secondOf = (ways: Ways, name: string): SecondWay => {
  const found = ways.get(name);
  if (found === undefined) throw new Error(`this session has no second processes "${name}"`);
  return found;
};

const processIdsOf =
  (mesh: Mesh, ways: Ways): Session['processIds'] =>
  (name) => {
    const second = name === undefined ? undefined : secondOf(ways, name);
    const ids = partNames.flatMap((part): [string, number][] => {
      const pid = second?.doubled.includes(part) ? second.processId(part) : mesh.supervisor.processId(part);
      return pid === undefined ? [] : [[part, pid]];
    });
    return new Map(ids);
  };

const takeFrom =
  (budgets: Readonly<Record<LimitName, LimitBudget>>): Session['takeAll'] =>
  async (names, { requests, seconds, onWait }) => {
    const settles: ((sent: number) => void)[] = [];
    for (const name of names) settles.push(await budgets[name].take(requests, seconds, onWait));
    return (sent) => {
      for (const settle of settles) settle(sent);
    };
  };

const budgetsOf = (readers: number): Record<LimitName, LimitBudget> => ({
  requests: new LimitBudget(readers, limits.requests),
  questions: new LimitBudget(readers, limits.questions),
});

/** The mesh and its second ways as one thing to stop, the second ways first. */
const together = (mesh: Stoppable, ways: Ways): Stoppable => ({
  stop: async () => {
    for (const way of ways.values()) await way.stop();
    await mesh.stop();
  },
  killNow: () => {
    for (const way of ways.values()) way.killNow();
    mesh.killNow();
  },
});

type SessionNeeds = {
  readonly state: string;
  readonly progress: Progress;
  readonly own: (owned: Stoppable) => void;
  readonly seconds: readonly SecondPlan[];
};

/**
 * Starts a separate mesh as shipped, with the second ways beside it, and signs its readers in. Its ports are
 * free ones, so it can run beside another mesh.
 */
export const openSession = async (
  options: BenchOptions,
  { state, progress, own, seconds }: SessionNeeds,
): Promise<Session & { stop: () => Promise<void> }> => {
  const program = (await findBinary('vegeta', (said) => progress.working('vegeta', said))).file;
  progress.healthy('vegeta');
  const ways = new Map<string, SecondWay>();
  const environment = process.env;
  const mesh = await startMesh({ state, environment, progress }, (owned) => own(together(owned, ways)));
  try {
    for (const plan of seconds)
      ways.set(plan.name, await startSecondWay(mesh, plan, { environment, progress }));
    await mesh.late;
    const folder = await mkdtemp(path.join(mesh.state.root, 'load-'));
    const readers = readersSignedIn({
      gatewayUrl: mesh.addresses.gatewayUrl,
      stateFolder: mesh.state.root,
      count: options.readers,
      progress,
    });
    await readers();
    return {
      mesh,
      options,
      progress,
      tool: { program, folder, certificates: path.join(mesh.state.certificates, 'gateway') },
      readers,
      takeAll: takeFrom(budgetsOf(options.readers)),
      addressesOf: (name) => (name === undefined ? mesh.addresses : secondOf(ways, name).addresses),
      processIds: processIdsOf(mesh, ways),
      fastest: new Map(),
      stop: async () => {
        await rm(folder, { recursive: true, force: true });
        await together(mesh, ways).stop();
      },
    };
  } catch (fault) {
    await together(mesh, ways).stop();
    throw fault;
  }
};
