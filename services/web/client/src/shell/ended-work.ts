import { useSyncExternalStore } from 'react';
import { useGoFromHere, useIsHere } from './go-from-here.ts';
import { useMe } from './session.tsx';

/** Work of minutes, which a person need not wait for. */
type Kind = 'exam' | 'roster';

/** Work that ended after its person had left its page. */
export type EndedWork = {
  readonly key: string;
  readonly kind: Kind;
  /** Another person may use the browser at the end. */
  readonly personId: string;
  /** The page of the result. */
  readonly href?: string;
  readonly fault?: unknown;
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

/** The ended work of the person who is signed in, which the frame of every page shows. */
export const useEndedWork = (): readonly EndedWork[] => {
  const { id } = useMe();
  return useSyncExternalStore(onChange, () => ended).filter(({ personId }) => personId === id);
};

export const forgetWork = (key: string): void => replace(ended.filter((work) => work.key !== key));

/** Opens the result of long work, or reports its end on whatever page the person is meanwhile. */
export const useEndOfWork = (kind: Kind) => {
  const go = useGoFromHere();
  const isHere = useIsHere();
  const { id: personId } = useMe();
  const report = (end: Pick<EndedWork, 'href' | 'fault'>): void =>
    replace([...ended, { key: crypto.randomUUID(), kind, personId, ...end }]);
  return {
    succeed: async (href: string): Promise<void> => {
      if (!(await go(href))) report({ href });
    },
    /** The page of the work shows its fault itself. */
    fail: (fault: unknown): void => {
      if (!isHere()) report({ fault });
    },
  };
};
