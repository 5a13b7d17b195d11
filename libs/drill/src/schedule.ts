import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * - `kill`: SIGKILL; the launcher starts the process again.
 * - `stop`: an orderly stop, as in a deployment, and a start afterwards.
 * - `freeze`: SIGSTOP; its connections stay open and it answers nothing, until SIGCONT.
 * - `reset`: PostgreSQL ends every connection of the services.
 */
export type HarmKind = 'kill' | 'stop' | 'freeze' | 'reset';

/** One planned failure of one process. */
export type Harm = {
  /** Milliseconds after the begin of the drill. */
  readonly at: number;
  /** A process of the mesh: `chat`, `chat-2`, `postgres`. */
  readonly process: string;
  readonly kind: HarmKind;
  /** Milliseconds until a stopped process starts again, or a frozen one continues. */
  readonly lasting: number;
};

export type SchedulePlan = {
  readonly seed: number;
  readonly harms: number;
  readonly seconds: number;
  readonly processes: readonly string[];
};

/** Stores and the gateway have no second process, so they are absent more briefly than a replica. */
const lastingMilliseconds = { replica: [1_000, 5_000], single: [500, 2_500] } as const;
/** A process is healthy again within this time, also when the machine is busy. */
const restMilliseconds = 25_000;

/** Postgres counts twice, because most promises rest on it. */
const kindsOf = (process: string): readonly HarmKind[] =>
  process === 'postgres' ? ['kill', 'reset', 'freeze', 'stop', 'reset'] : ['kill', 'stop', 'freeze', 'kill'];

/**
 * Makes the harms of a drill. The same plan gives the same harms, so a failing drill can be repeated. A
 * process is not harmed again while it recovers, as far as there are other processes.
 */
export const makeSchedule = (
  { seed, harms, seconds, processes }: SchedulePlan,
  isReplica: (process: string) => boolean,
): Harm[] => {
  const random = xoroshiro128plus(seed);
  const between = (from: number, to: number) => uniformInt(random, from, to);
  const pick = <T>(values: readonly T[]): T => values[between(0, values.length - 1)] as T;
  const spacing = (seconds * 1_000) / harms;
  const freeAt = new Map<string, number>();
  return Array.from({ length: harms }, (_, index) => {
    const at = Math.round(index * spacing + between(0, Math.floor(spacing * 0.8)));
    const rested = processes.filter((process) => (freeAt.get(process) ?? 0) <= at);
    const byRest = [...processes].sort((a, b) => (freeAt.get(a) ?? 0) - (freeAt.get(b) ?? 0));
    const process = pick(rested.length > 0 ? rested : byRest.slice(0, 1));
    const [shortest, longest] = lastingMilliseconds[isReplica(process) ? 'replica' : 'single'];
    const kind = pick(kindsOf(process));
    const lasting = kind === 'stop' || kind === 'freeze' ? between(shortest, longest) : 0;
    freeAt.set(process, at + lasting + restMilliseconds);
    return { at, process, kind, lasting };
  });
};
