import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import type { Response } from '../../items/input-props.ts';

export type OutboxStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export type Place = { readonly attemptId: string; readonly itemId: string };
export type Unsent = Place & { readonly response: Response };
/** A response that the server has refused, and the reason. */
export type Refused = Unsent & { readonly problem: ProblemBody };

type SafeStorage = {
  readonly read: (key: string) => string | null;
  readonly remove: (key: string) => void;
  readonly write: (key: string, text: string) => void;
  readonly keys: () => string[];
};

/** Texts by keys. A storage that is full or forbidden leaves them in the memory of the page. */
const safeStorage = (storage: OutboxStorage): SafeStorage => {
  const memory = new Map<string, string>();
  return {
    read: (key) => memory.get(key) ?? storage.getItem(key),
    remove: (key) => {
      memory.delete(key);
      storage.removeItem(key);
    },
    write: (key, text) => {
      try {
        storage.setItem(key, text);
        memory.delete(key);
      } catch {
        memory.set(key, text);
      }
    },
    keys: () => {
      const stored = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
      return [...new Set([...stored, ...memory.keys()])];
    },
  };
};

/** The entries of one student with a prefix. Each response is an entry of its own. */
const entriesOf = <Value>(prefix: string, owner: string, safe: SafeStorage) => {
  const keyOf = ({ attemptId, itemId }: Place): string => [prefix, owner, attemptId, itemId].join(':');
  const isStored = (place: Place, value: Value): boolean => safe.read(keyOf(place)) === JSON.stringify(value);
  return {
    write: (place: Place, value: Value): void => safe.write(keyOf(place), JSON.stringify(value)),
    list: (): (Place & { readonly value: Value })[] =>
      safe.keys().flatMap((key) => {
        const [first, person, attemptId = '', itemId = ''] = key.split(':');
        if (first !== prefix || person !== owner) return [];
        return [{ attemptId, itemId, value: JSON.parse(safe.read(key) ?? 'null') as Value }];
      }),
    isStored,
    remove: (place: Place): void => safe.remove(keyOf(place)),
  };
};

const unsentPrefix = 'ai-teacher-unsent';

/**
 * The response that another tab of a student has stored.
 *
 * @param key the key of the storage that has another text.
 * @param text null when the entry was removed.
 * @returns undefined for every other key.
 */
export const storedElsewhere = (
  owner: string,
  key: string | null,
  text: string | null,
): Unsent | undefined => {
  const [prefix, person, attemptId = '', itemId = ''] = (key ?? '').split(':');
  if (prefix !== unsentPrefix || person !== owner || text === null) return undefined;
  return { attemptId, itemId, response: JSON.parse(text) as Response };
};

export const responsesIn = (entries: readonly Unsent[], attemptId: string): Record<string, Response> =>
  Object.fromEntries(
    entries
      .filter((entry) => entry.attemptId === attemptId)
      .map(({ itemId, response }) => [itemId, response]),
  );

/**
 * The responses of one student that have not reached the server. Those that the server has refused are
 * retained until the student replaces or dismisses them.
 */
export const ownEntries = (owner: string, storage: OutboxStorage) => {
  const safe = safeStorage(storage);
  const unsent = entriesOf<Response>(unsentPrefix, owner, safe);
  const refused = entriesOf<Omit<Refused, keyof Place>>('ai-teacher-refused', owner, safe);
  const listUnsent = (): Unsent[] =>
    unsent.list().map(({ value, ...place }) => ({ ...place, response: value }));
  const listRefused = (): Refused[] => refused.list().map(({ value, ...place }) => ({ ...place, ...value }));
  return {
    listUnsent,
    listRefused,
    unsentOf: (attemptId: string) => responsesIn(listUnsent(), attemptId),
    /** Also those that the server has refused. */
    storedOf: (attemptId: string) => responsesIn([...listRefused(), ...listUnsent()], attemptId),
    /** Stores a response in place of one that was refused. */
    write: (entry: Unsent): void => {
      unsent.write(entry, entry.response);
      refused.remove(entry);
    },
    /** Removes a response that the server has. A response that changed meanwhile remains. */
    noteSent: (sent: Unsent): void => {
      refused.remove(sent);
      if (unsent.isStored(sent, sent.response)) unsent.remove(sent);
    },
    /** Retains a response with the reason of its refusal. One that changed meanwhile remains unsent. */
    noteRefused: ({ response, ...place }: Unsent, problem: ProblemBody): void => {
      if (!unsent.isStored(place, response)) return;
      refused.write(place, { response, problem });
      unsent.remove(place);
    },
    dismiss: refused.remove,
  };
};
export type OwnEntries = ReturnType<typeof ownEntries>;
