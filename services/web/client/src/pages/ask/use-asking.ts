import { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask, type Citation } from '@ai-teacher/contracts/chat/tutoring.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../api/calls.ts';
import { useEndOfWork } from '../../shell/ended-work.ts';

/** A question with its answer, as far as the answer has arrived. */
export type LiveTurn = {
  readonly question: string;
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly state: 'asking' | 'done' | 'stopped' | 'failed';
  readonly supported: boolean;
  /** The id of the stored answer, when it is complete. */
  readonly messageId?: string;
  readonly fault?: unknown;
};

type Question = {
  readonly message: string;
  readonly sessionId?: string | undefined;
  readonly documentIds?: string[] | undefined;
};

/** A model may write for minutes; the gateway ends a stream after ten. */
const answerTimeoutMilliseconds = 600_000;

const withoutUndefined = ({ message, sessionId, documentIds }: Question) => ({
  message,
  ...(sessionId === undefined ? {} : { sessionId }),
  ...(documentIds === undefined ? {} : { documentIds }),
});

/** Asks questions and shows the answers while they arrive. `onSession` receives the session of an answer. */
export const useAsking = (onSession: (sessionId: string) => void) => {
  const [turn, setTurn] = useState<LiveTurn>();
  const running = useRef<AbortController>(undefined);
  const client = useQueryClient();
  const end = useEndOfWork('answer');
  const change = (part: Partial<LiveTurn>): void => setTurn((old) => old && { ...old, ...part });

  const receive = async (question: Question, signal: AbortSignal): Promise<void> => {
    const input = {
      body: withoutUndefined(question),
      signal,
      timeoutMilliseconds: answerTimeoutMilliseconds,
    };
    const { answer: events } = await api.stream(ask, input);
    for await (const { event, data } of events) {
      if (event === 'message.delta') setTurn((old) => old && { ...old, text: old.text + data.text });
      if (event === 'citation') setTurn((old) => old && { ...old, citations: [...old.citations, data] });
      if (event !== 'message.completed') continue;
      const { answer: text, citations, supported, sessionId, messageId } = data;
      change({ text, citations, supported, messageId, state: 'done' });
      end.note({ href: `/app/ask/${sessionId}` });
      onSession(sessionId);
      await client.invalidateQueries({ queryKey: [listSessions.operationId] });
      await client.invalidateQueries({ queryKey: [listMessages.operationId] });
      return;
    }
    throw new Error('the stream ended before the answer was complete');
  };

  const start = async (question: Question): Promise<void> => {
    running.current = new AbortController();
    const { signal } = running.current;
    setTurn({ question: question.message, text: '', citations: [], state: 'asking', supported: true });
    try {
      await receive(question, signal);
    } catch (fault) {
      change(signal.aborted ? { state: 'stopped' } : { state: 'failed', fault });
      if (!signal.aborted) end.note({ hasFailed: true, fault });
    }
  };
  return { turn, start, stop: () => running.current?.abort() };
};
