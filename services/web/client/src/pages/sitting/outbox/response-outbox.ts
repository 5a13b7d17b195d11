import type { Response } from '../../items/input-props.ts';
import { createSendTimer, usualWaits, type Waits } from './send-timer.ts';

export type Responses = Readonly<Record<string, Response>>;

/** `waiting`: the server is unavailable, and the responses are stored in this browser until it answers. */
export type SaveState = 'saved' | 'saving' | 'waiting';

type Refusal = { readonly itemId: string; readonly fault: unknown };
export type Unsent = { readonly attemptId: string; readonly itemId: string; readonly response: Response };

type OutboxStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

type OutboxDeps = {
  /** The student whose responses these are. Responses of other students stay in the storage. */
  readonly owner: string;
  readonly storage: OutboxStorage;
  readonly send: (unsent: Unsent) => Promise<unknown>;
  /** Whether the server will refuse the response again. */
  readonly isRefusal: (fault: unknown) => boolean;
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
   * The responses of an attempt that this page stored or sent. They are newer than an answer of the server
   * that was read before they arrived there.
   */
  readonly latest: (attemptId: string) => Responses;
  /** Sends every response now. Fulfilled also when the server is unavailable. */
  readonly flush: () => Promise<void>;
  readonly state: () => SaveState;
  /**
   * The reason why the server refused a response of an attempt; undefined after the next response of its
   * item.
   */
  readonly refusal: (attemptId: string) => unknown;
  readonly subscribe: (listener: () => void) => () => void;
  /** Sends until the returned function stops it. Without a start only `flush` sends. */
  readonly start: () => () => void;
};

const prefix = 'ai-teacher-unsent';

/** Texts by keys. A storage that is full or forbidden leaves them in the memory of the page. */
const safeStorage = (storage: OutboxStorage) => {
  const memory = new Map<string, string>();
  return {
    read: (key: string): string | null => memory.get(key) ?? storage.getItem(key),
    remove: (key: string): void => {
      memory.delete(key);
      storage.removeItem(key);
    },
    write: (key: string, text: string): void => {
      try {
        storage.setItem(key, text);
        memory.delete(key);
      } catch {
        memory.set(key, text);
      }
    },
    keys: (): string[] => {
      const stored = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
      return [...new Set([...stored, ...memory.keys()])];
    },
  };
};

/** The entries of one student. Each response is an entry of its own. */
const ownEntries = (owner: string, storage: OutboxStorage) => {
  const safe = safeStorage(storage);
  const keyOf = ({ attemptId, itemId }: Unsent): string => [prefix, owner, attemptId, itemId].join(':');
  const list = (): Unsent[] =>
    safe.keys().flatMap((key) => {
      const [first, person, attemptId = '', itemId = ''] = key.split(':');
      if (first !== prefix || person !== owner) return [];
      return [{ attemptId, itemId, response: JSON.parse(safe.read(key) ?? 'null') as Response }];
    });
  return {
    write: (unsent: Unsent): void => safe.write(keyOf(unsent), JSON.stringify(unsent.response)),
    list,
    responsesOf: (attemptId: string): Responses => {
      const ofAttempt = list().filter((unsent) => unsent.attemptId === attemptId);
      return Object.fromEntries(ofAttempt.map(({ itemId, response }) => [itemId, response]));
    },
    /** Removes a response that was sent. A response that changed meanwhile remains. */
    remove: (sent: Unsent): void => {
      if (safe.read(keyOf(sent)) === JSON.stringify(sent.response)) safe.remove(keyOf(sent));
    },
  };
};

/** Sends all entries, and notes what the server refuses. @throws the fault of an unavailable server. */
const sendAll = async (
  { send, isRefusal }: OutboxDeps,
  entries: ReturnType<typeof ownEntries>,
  refusals: Map<string, Refusal>,
  { isStopped, onSent }: { isStopped: () => boolean; onSent: (unsent: Unsent) => void },
): Promise<void> => {
  for (let [unsent] = entries.list(); unsent !== undefined; [unsent] = entries.list()) {
    try {
      await send(unsent);
      onSent(unsent);
    } catch (fault) {
      // After a stop another person may be signed in, to whom the server refuses everything of this one.
      if (!isRefusal(fault) || isStopped()) throw fault;
      refusals.set(unsent.attemptId, { itemId: unsent.itemId, fault });
    }
    entries.remove(unsent);
  }
};

/**
 * Stores the responses of a student until the server has them. Each response is an entry of its own, so
 * several tabs of an attempt lose nothing of one another. Entries outlive reloads and the end of a session.
 */
export const createOutbox = (deps: OutboxDeps): Outbox => {
  const entries = ownEntries(deps.owner, deps.storage);
  const refusals = new Map<string, Refusal>();
  const listeners = new Set<() => void>();
  let sending: Promise<void> | undefined;
  let isWaiting = false;

  const sent = new Map<string, Responses>();
  const onSent = ({ attemptId, itemId, response }: Unsent): void =>
    void sent.set(attemptId, { ...sent.get(attemptId), [itemId]: response });
  const timer = createSendTimer(deps.waits ?? usualWaits, () => void flush());
  const ended = (isAvailable: boolean): void => {
    isWaiting = !isAvailable;
    sending = undefined;
    if (isWaiting) timer.noteFault();
    for (const listener of listeners) listener();
  };
  const flush = (): Promise<void> => {
    timer.clear();
    sending ??= deps
      .oneAtATime(() => sendAll(deps, entries, refusals, { isStopped: () => !timer.isStarted(), onSent }))
      .then(
        () => ended(true),
        () => ended(false),
      );
    return sending;
  };
  const start = (): (() => void) => {
    timer.start();
    if (entries.list().length > 0) void flush();
    return timer.stop;
  };
  return {
    start,
    flush,
    put: (unsent) => {
      entries.write(unsent);
      if (refusals.get(unsent.attemptId)?.itemId === unsent.itemId) refusals.delete(unsent.attemptId);
      timer.noteChange();
      for (const listener of listeners) listener();
    },
    unsent: entries.responsesOf,
    latest: (attemptId) => ({ ...sent.get(attemptId), ...entries.responsesOf(attemptId) }),
    state: () => (entries.list().length === 0 ? 'saved' : isWaiting ? 'waiting' : 'saving'),
    refusal: (attemptId) => refusals.get(attemptId)?.fault,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
