import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * - `kill`: SIGKILL; the launcher starts the process again.
 * - `stop`: an orderly stop, as in a deployment, and a start afterwards.
 * - `freeze`: SIGSTOP; its connections stay open and it answers nothing, until SIGCONT.
 * - `slow`: SIGSTOP for 80 of each 100 ms, so that everything which passes this process is delayed.
 * - `reset`: PostgreSQL ends every connection of the services.
 */
export type HarmKind = 'kill' | 'stop' | 'freeze' | 'slow' | 'reset';

/** One planned failure of one process. */
export type Harm = {
  /** Milliseconds after the begin of the drill. */
  readonly at: number;
  /** A process of the mesh: `chat`, `chat-2`, `postgres`. */
  readonly process: string;
  readonly kind: HarmKind;
  /** Milliseconds until a stopped process starts again, or a frozen or slow one continues as before. */
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

const times = (count: number, kind: HarmKind): readonly HarmKind[] => Array<HarmKind>(count).fill(kind);

/** Two of three harms are kills, because nothing else ends a process in the middle of a write. */
const kindsOf = (process: string): readonly HarmKind[] =>
  process === 'postgres'
    ? [...times(4, 'kill'), ...times(2, 'reset'), 'freeze', 'stop', 'slow']
    : [...times(6, 'kill'), 'stop', 'freeze', 'slow'];

/**
 * Parts without a second process are harmed more often than a replica, PostgreSQL most: all promises rest
 * on it.
 */
const turnsOf = (process: string, isReplica: boolean): number => {
  if (process === 'postgres') return 4;
  return isReplica ? 1 : 2;
};

/**
 * Makes the harms of a drill. The same plan gives the same harms, so a failing drill can be repeated. A
 * process is not harmed again while it recovers, as far as there are other processes. Within each round every
 * process has its turns, and each process is harmed in all its ways before one is repeated.
 */
export const makeSchedule = (
  { seed, harms, seconds, processes }: SchedulePlan,
  isReplica: (process: string) => boolean,
): Harm[] => {
  const random = xoroshiro128plus(seed);
  const between = (from: number, to: number) => uniformInt(random, from, to);
  const take = <T>(values: T[], index = between(0, values.length - 1)): T => values.splice(index, 1)[0] as T;
  const spacing = (seconds * 1_000) / harms;
  const freeAt = new Map<string, number>();
  const kindsLeft = new Map<string, HarmKind[]>();
  let round: string[] = [];
  const nextProcess = (at: number): string => {
    const isRested = (process: string) => (freeAt.get(process) ?? 0) <= at;
    if (!round.some(isRested)) {
      const turns = (process: string) => Array(turnsOf(process, isReplica(process))).fill(process);
      round = [...round, ...processes.flatMap(turns)];
    }
    const rested = [...round.keys()].filter((index) => isRested(round[index] ?? ''));
    if (rested.length > 0) return take(round, take(rested));
    const byRest = [...processes].sort((a, b) => (freeAt.get(a) ?? 0) - (freeAt.get(b) ?? 0));
    return byRest[0] ?? '';
  };
  const nextKind = (process: string): HarmKind => {
    const left = kindsLeft.get(process) ?? [];
    if (left.length === 0) left.push(...kindsOf(process));
    kindsLeft.set(process, left);
    return take(left);
  };
  return Array.from({ length: harms }, (_, index) => {
    const at = Math.round(index * spacing + between(0, Math.floor(spacing * 0.8)));
    const process = nextProcess(at);
    const kind = nextKind(process);
    const [shortest, longest] = lastingMilliseconds[isReplica(process) ? 'replica' : 'single'];
    const lasting = kind === 'kill' || kind === 'reset' ? 0 : between(shortest, longest);
    freeAt.set(process, at + lasting + restMilliseconds);
    return { at, process, kind, lasting };
  });
};
