import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import type { Response } from '../../items/input-props.ts';
import {
  type OutboxStorage,
  type OwnEntries,
  ownEntries,
  type Place,
  type Refused,
  responsesIn,
  type Unsent,
} from './entries.ts';
import { createSendTimer, usualWaits, type Waits } from './send-timer.ts';

export type Responses = Readonly<Record<string, Response>>;

/** `waiting`: the server is unavailable, and the responses are stored in this browser until it answers. */
export type SaveState = 'saved' | 'saving' | 'waiting';

type OutboxDeps = {
  /** The student whose responses these are. Responses of other students stay in the storage. */
  readonly owner: string;
  readonly storage: OutboxStorage;
  readonly send: (unsent: Unsent) => Promise<unknown>;
  /** The problem by which the server has refused the response; undefined when it may accept it later. */
  readonly refusalIn: (fault: unknown) => ProblemBody | undefined;
  /** Whether the fault says nothing about the other responses. */
  readonly concernsOne: (fault: unknown) => boolean;
  /** Lets one tab send at a time, so that no tab sends an older response after a newer one. */
  readonly oneAtATime: (work: () => Promise<void>) => Promise<void>;
  readonly waits?: Waits;
};

export type Outbox = {
  /** Stores a response and sends it soon. */
  readonly put: (unsent: Unsent) => void;
  /** The responses of an attempt that have not reached the server. */
  readonly unsent: (attemptId: string) => Responses;
  /**
   * The responses of an attempt that are newer than an answer of the server: those that this browser stores,
   * and those that this page sent after the answer was asked for.
   *
   * @param askedAt `performance.now()` when the answer was asked for.
   */
  readonly latest: (attemptId: string, askedAt: number) => Responses;
  /** Sends each unsent response once. Fulfilled also when the server is unavailable. */
  readonly send: () => Promise<void>;
  /** Sends until the server has every response. Fulfilled also when the server is unavailable. */
  readonly flush: () => Promise<void>;
  readonly state: () => SaveState;
  /**
   * The responses of all attempts that the server has refused. Each is retained until the next response of
   * its item, or until the student dismisses it.
   */
  readonly refused: () => readonly Refused[];
  readonly dismiss: (place: Place) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Reads what other tabs have stored. */
  readonly refresh: () => void;
  /** Sends until the returned function stops it. Without a start only `send` and `flush` do. */
  readonly start: () => () => void;
};

/**
 * Sends each entry once, and retains what the server refuses. An entry that cannot be sent does not hold back
 * the others. @throws the fault of an unavailable server, or of an entry that cannot be sent.
 */
const sendEach = async (
  { send, refusalIn, concernsOne }: OutboxDeps,
  entries: OwnEntries,
  { isStopped, onSent }: { isStopped: () => boolean; onSent: (unsent: Unsent) => void },
): Promise<void> => {
  const tried = new Set<string>();
  const held: unknown[] = [];
  const keyOf = ({ attemptId, itemId }: Place): string => `${attemptId}:${itemId}`;
  const next = (): Unsent | undefined => entries.listUnsent().find((entry) => !tried.has(keyOf(entry)));
  for (let unsent = next(); unsent !== undefined; unsent = next()) {
    tried.add(keyOf(unsent));
    try {
      await send(unsent);
      onSent(unsent);
      entries.noteSent(unsent);
    } catch (fault) {
      // After a stop another person may be signed in, to whom the server refuses everything of this one.
      if (isStopped()) throw fault;
      const problem = refusalIn(fault);
      if (problem !== undefined) entries.noteRefused(unsent, problem);
      else if (concernsOne(fault)) held.push(fault);
      else throw fault;
    }
  }
  if (held.length > 0) throw held[0];
};

/** The responses that this page has sent, and when the server had them. */
const sentResponses = () => {
  const sent = new Map<string, Unsent & { readonly at: number }>();
  return {
    note: (unsent: Unsent): void =>
      void sent.set(`${unsent.attemptId}:${unsent.itemId}`, { ...unsent, at: performance.now() }),
    since: (time: number, attemptId: string): Responses =>
      responsesIn(
        [...sent.values()].filter(({ at }) => at > time),
        attemptId,
      ),
  };
};

/** Notifies pages of changes. The refused responses are one value, which changes only when they change. */
const observed = ({ listRefused }: OwnEntries) => {
  const listeners = new Set<() => void>();
  let refused: readonly Refused[] = listRefused();
  return {
    refused: () => refused,
    refresh: (): void => {
      const present = listRefused();
      if (JSON.stringify(present) !== JSON.stringify(refused)) refused = present;
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/**
 * Stores the responses of a student until the server has them. Each response is an entry of its own, so
 * several tabs of an attempt lose nothing of one another. Entries outlive reloads and the end of a session.
 */
export const createOutbox = (deps: OutboxDeps): Outbox => {
  const entries = ownEntries(deps.owner, deps.storage);
  const { refused, refresh, subscribe } = observed(entries);
  const sent = sentResponses();
  let sending: Promise<void> | undefined;
  let isWaiting = false;

  const isEmpty = (): boolean => entries.listUnsent().length === 0;
  const timer = createSendTimer(deps.waits ?? usualWaits, () => void send());
  const ended = (isAvailable: boolean): void => {
    isWaiting = !isAvailable;
    sending = undefined;
    if (isWaiting) timer.noteFault();
    // Words that changed meanwhile wait, so that a student who types causes no sequence of requests.
    else if (!isEmpty()) timer.noteChange();
    refresh();
  };
  const send = (): Promise<void> => {
    if (sending !== undefined) return sending;
    timer.clear();
    sending = deps
      .oneAtATime(() => sendEach(deps, entries, { isStopped: () => !timer.isStarted(), onSent: sent.note }))
      .then(
        () => ended(true),
        () => ended(false),
      );
    return sending;
  };
  const flush = async (): Promise<void> => {
    do await send();
    while (!isWaiting && !isEmpty());
  };
  return {
    start: () => {
      timer.start();
      if (!isEmpty()) void send();
      return timer.stop;
    },
    send,
    flush,
    put: (unsent) => {
      entries.write(unsent);
      timer.noteChange();
      refresh();
    },
    unsent: entries.unsentOf,
    latest: (attemptId, askedAt) => ({ ...sent.since(askedAt, attemptId), ...entries.storedOf(attemptId) }),
    state: () => (isEmpty() ? 'saved' : isWaiting ? 'waiting' : 'saving'),
    refused,
    dismiss: (place) => {
      entries.dismiss(place);
      refresh();
    },
    refresh,
    subscribe,
  };
};
