import { listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { readAttempt, saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import { EdgeProblem, isProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { useSyncExternalStore } from 'react';
import { api, queries } from '../../../api/calls.ts';
import { underLock } from '../../../api/under-lock.ts';
import { useMe } from '../../../shell/session.tsx';
import { createOutbox, type Outbox, type SaveState } from './response-outbox.ts';

const isRefusal = (fault: unknown): boolean =>
  fault instanceof EdgeProblem &&
  fault.exchange.status < 500 &&
  ![401, 408, 429].includes(fault.exchange.status);

/** Reads an attempt again after the server has refused a change because the attempt is over. */
export const readAgainWhenOver = async (fault: unknown): Promise<void> => {
  if (!isProblem(fault, 'attempt-deadline-passed', 'attempt-already-submitted')) return;
  for (const { operationId } of [readAttempt, listStudentAttempts])
    await queries.invalidateQueries({ queryKey: [operationId] });
};

const create = (owner: string): Outbox =>
  createOutbox({
    owner,
    storage: localStorage,
    isRefusal,
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
  const wake = (): void => void outbox.flush();
  const stop = outbox.start();
  addEventListener('online', wake);
  return () => {
    removeEventListener('online', wake);
    stop();
  };
};

/** The unsent responses of the student who is signed in, and their state. */
export const useOutbox = (attemptId: string) => {
  const outbox = outboxOf(useMe().id);
  const state: SaveState = useSyncExternalStore(outbox.subscribe, outbox.state);
  const refusal = useSyncExternalStore(outbox.subscribe, () => outbox.refusal(attemptId));
  return { outbox, state, refusal };
};
