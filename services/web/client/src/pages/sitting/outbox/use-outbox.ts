import { listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { readAttempt, saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import type { ProblemBody } from '@ai-teacher/contracts/problem.ts';
import { EdgeProblem, isProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { api, queries } from '../../../api/calls.ts';
import { underLock } from '../../../api/under-lock.ts';
import { useMe } from '../../../shell/session.tsx';
import { type Place, type Refused, storedElsewhere, type Unsent } from './entries.ts';
import { createOutbox, type Outbox, type SaveState } from './response-outbox.ts';

/** The codes by which the server refuses a response for ever. */
const refusals: ReadonlySet<string> = new Set([
  ...saveResponse.problems,
  'input-invalid',
  'payload-too-large',
]);

/** A filter or a proxy between the browser and the server answers without a problem. */
const refusalIn = (fault: unknown): ProblemBody | undefined => {
  const problem = fault instanceof EdgeProblem ? fault.problem : undefined;
  return problem !== undefined && refusals.has(problem.code) ? problem : undefined;
};

const concernsOne = (fault: unknown): boolean =>
  fault instanceof EdgeProblem &&
  fault.exchange.status < 500 &&
  ![401, 408, 429].includes(fault.exchange.status);

export const readAttemptsAgain = async (): Promise<void> => {
  for (const { operationId } of [readAttempt, listStudentAttempts])
    await queries.invalidateQueries({ queryKey: [operationId] });
};

/** Reads an attempt again after the server has refused a change because the attempt is over. */
export const readAgainWhenOver = async (fault: unknown): Promise<void> => {
  if (isProblem(fault, 'attempt-deadline-passed', 'attempt-already-submitted')) await readAttemptsAgain();
};

const create = (owner: string): Outbox =>
  createOutbox({
    owner,
    storage: localStorage,
    refusalIn,
    concernsOne,
    oneAtATime: (work) => underLock('ai-teacher-unsent', work),
    send: async ({ attemptId, itemId, response }) => {
      try {
        await api.call(saveResponse, { params: { id: attemptId, itemId }, body: { response } });
      } catch (fault) {
        await readAgainWhenOver(fault);
        throw fault;
      }
    },
  });

const outboxes = new Map<string, Outbox>();
const outboxOf = (owner: string): Outbox => {
  const outbox = outboxes.get(owner) ?? create(owner);
  outboxes.set(owner, outbox);
  return outbox;
};

/** Sends the stored responses of a student until the returned function stops it. */
export const startOutbox = (owner: string): (() => void) => {
  const outbox = outboxOf(owner);
  const wake = (): void => void outbox.send();
  const stop = outbox.start();
  addEventListener('online', wake);
  addEventListener('storage', outbox.refresh);
  return () => {
    removeEventListener('online', wake);
    removeEventListener('storage', outbox.refresh);
    stop();
  };
};

const useOwnOutbox = (): Outbox => outboxOf(useMe().id);

/** The responses of the student who is signed in that the server has refused, of one attempt or of all. */
export const useRefused = (attemptId?: string): readonly Refused[] => {
  const outbox = useOwnOutbox();
  const refused = useSyncExternalStore(outbox.subscribe, outbox.refused);
  return attemptId === undefined ? refused : refused.filter((entry) => entry.attemptId === attemptId);
};

/** Hands over each response to an attempt that another tab of the student stores. */
export const useOtherTabs = (attemptId: string, take: (unsent: Unsent) => void): void => {
  const { id: owner } = useMe();
  const taken = useEffectEvent(take);
  useEffect(() => {
    const read = ({ key, newValue }: StorageEvent): void => {
      const unsent = storedElsewhere(owner, key, newValue);
      if (unsent?.attemptId === attemptId) taken(unsent);
    };
    addEventListener('storage', read);
    return () => removeEventListener('storage', read);
  }, [owner, attemptId]);
};

/** Removes a refused response from this browser. */
export const useDismissal = (): ((place: Place) => void) => useOwnOutbox().dismiss;

/** The unsent responses of the student who is signed in, and their state. */
export const useOutbox = (attemptId: string) => {
  const outbox = useOwnOutbox();
  const state: SaveState = useSyncExternalStore(outbox.subscribe, outbox.state);
  return { outbox, state, refused: useRefused(attemptId) };
};
