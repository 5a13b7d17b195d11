import { saveResponse } from '@ai-teacher/contracts/exam/attempts.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api/calls.ts';
import { type Response, type Responses, readUnsent, withoutSent, writeUnsent } from './unsent-responses.ts';

/** `waiting`: the server is unavailable, and the responses are stored in this browser until it answers. */
export type SaveState = 'saved' | 'saving' | 'waiting' | 'refused';

/** Typing ends this long before a save, in milliseconds. */
const restMilliseconds = 600;
const retryMilliseconds = 4_000;

const isRefusal = (fault: unknown): boolean =>
  fault instanceof EdgeProblem &&
  fault.exchange.status < 500 &&
  ![401, 408, 429].includes(fault.exchange.status);

/** Saves one response after another. The browser stores each one until the server has it. */
export const useAutosave = (attemptId: string) => {
  const unsent = useRef<Responses>(readUnsent(attemptId));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sending = useRef<Promise<void>>(undefined);
  const [state, setState] = useState<SaveState>(Object.keys(unsent.current).length > 0 ? 'saving' : 'saved');
  const [fault, setFault] = useState<unknown>();

  const store = (next: Responses): void => {
    unsent.current = next;
    writeUnsent(attemptId, next);
  };
  const sendAll = async (): Promise<void> => {
    for (;;) {
      const [entry] = Object.entries(unsent.current);
      if (entry === undefined) return;
      const [itemId, response] = entry;
      await api.call(saveResponse, { params: { id: attemptId, itemId }, body: { response } });
      store(withoutSent(unsent.current, itemId, response));
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer.current);
    sending.current ??= sendAll()
      .then(() => setState('saved'))
      .catch((caught: unknown) => {
        setFault(isRefusal(caught) ? caught : undefined);
        setState(isRefusal(caught) ? 'refused' : 'waiting');
        if (!isRefusal(caught)) timer.current = setTimeout(() => void flush(), retryMilliseconds);
      })
      .finally(() => {
        sending.current = undefined;
      });
    return sending.current;
  };
  const save = (itemId: string, response: Response): void => {
    store({ ...unsent.current, [itemId]: response });
    setState('saving');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), restMilliseconds);
  };
  const latest = useRef(flush);
  latest.current = flush;
  useEffect(() => {
    const wake = (): void => void latest.current();
    if (Object.keys(unsent.current).length > 0) wake();
    addEventListener('online', wake);
    return () => {
      removeEventListener('online', wake);
      wake();
    };
  }, []);
  return {
    state,
    fault,
    save,
    flush,
    unsent: unsent.current,
    hasUnsent: () => Object.keys(unsent.current).length > 0,
  };
};
