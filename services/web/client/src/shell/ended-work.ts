import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { followAbandoned } from './abandoned-work.ts';
import { useGoFromHere, useIsHere } from './go-from-here.ts';
import { useMe } from './session.tsx';

/** Work that a person need not wait for. `action`: any other action. */
const kinds = ['action', 'answer', 'document', 'exam', 'handIn', 'roster'] as const;
type Kind = (typeof kinds)[number];

type End = {
  /** The page of the result. */
  readonly href?: string;
  /** What the work was about, such as the name of a file. */
  readonly name?: string;
  readonly hasFailed?: boolean;
  readonly fault?: unknown;
};

/** Work that ended after its person had left its page. */
export type EndedWork = End & {
  readonly key: string;
  readonly kind: Kind;
  /** Another person may use the browser at the end. */
  readonly personId: string;
};

let ended: readonly EndedWork[] = [];
const listeners = new Set<() => void>();

const replace = (next: readonly EndedWork[]): void => {
  ended = next;
  for (const listener of listeners) listener();
};

const onChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const report = (work: Omit<EndedWork, 'key'>): void =>
  replace([...ended, { key: crypto.randomUUID(), ...work }]);

/** The ended work of the person who is signed in, which the frame of every page shows. */
export const useEndedWork = (): readonly EndedWork[] => {
  const { id } = useMe();
  return useSyncExternalStore(onChange, () => ended).filter(({ personId }) => personId === id);
};

export const forgetWork = (key: string): void => replace(ended.filter((work) => work.key !== key));

/** The kind of an action, which its `meta` names as `work`. */
const kindOf = ({ work }: Readonly<Record<string, unknown>>): Kind =>
  kinds.find((kind) => kind === work) ?? 'action';

/** Reports each action that fails after its person has left it. */
export const useAbandonedWork = (): void => {
  const client = useQueryClient();
  const { id: personId } = useMe();
  useEffect(
    () =>
      followAbandoned(client.getMutationCache(), ({ fault, meta }) =>
        report({ kind: kindOf(meta), personId, hasFailed: true, fault }),
      ),
    [client, personId],
  );
};

/** Opens the result of long work, or reports its end on whatever page the person is meanwhile. */
export const useEndOfWork = (kind: Kind) => {
  const go = useGoFromHere();
  const isHere = useIsHere();
  const { id: personId } = useMe();
  return {
    open: async (href: string): Promise<void> => {
      if (!(await go(href))) report({ kind, personId, href });
    },
    /** The page of the work shows its end itself. */
    note: (end: End): void => {
      if (!isHere()) report({ kind, personId, ...end });
    },
  };
};
