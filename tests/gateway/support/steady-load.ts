import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { ask, type Question } from './ask.ts';

/**
 * A read and a write of every service, cheap enough to be sent repeatedly. The service decides each.
 */
const questions: Record<ServiceName, { read: Question; write: Question }> = {
  auth: {
    read: { path: '/api/auth/.well-known/jwks.json' },
    write: { path: '/api/auth/refresh', body: '{"refreshToken":"unknown"}' },
  },
  user: {
    read: { path: '/api/users/me' },
    write: { method: 'PATCH', path: '/api/users/me', body: '{}' },
  },
  chat: {
    read: { path: '/api/chat/sessions' },
    write: { method: 'DELETE', path: `/api/chat/sessions/${randomUUID()}` },
  },
  rag: {
    read: { path: '/api/rag/documents' },
    write: { path: '/api/rag/search', body: '{"query":"water"}' },
  },
  exam: {
    read: { path: '/api/exams' },
    write: { method: 'POST', path: `/api/exams/${randomUUID()}/publish` },
  },
  notification: {
    read: { path: '/api/notifications' },
    write: { method: 'POST', path: `/api/notifications/${randomUUID()}/read` },
  },
  web: { read: { path: '/app' }, write: { method: 'POST', path: '/' } },
};

const pauseMilliseconds = 10;
const json = { 'content-type': 'application/json' };

export type Load = {
  /** Resolves when every service has received `count` more reads and writes. */
  readonly more: (each: number) => Promise<void>;
  /** Ends the load and returns a description of each request that no service answered. */
  readonly end: () => Promise<{ reads: string[]; writes: string[]; answered: number }>;
};

/** The fault of the answer; undefined when a service answered, also with a refusal. */
const send = async (port: number, question: Question): Promise<string | undefined> => {
  const { method = question.body === undefined ? 'GET' : 'POST', path } = question;
  const headers = question.body === undefined ? {} : json;
  try {
    const { status, text } = await ask(port, { ...question, headers });
    return status < 500 && status !== 429 ? undefined : `${method} ${path} → ${status} ${text}`;
  } catch (fault) {
    return `${method} ${path} → ${fault}`;
  }
};

/**
 * Sends reads and writes to every service in an endless sequence, as a user with a token.
 */
export const startLoad = (port: number, token: string): Load => {
  const lost = { reads: [] as string[], writes: [] as string[] };
  let answered = 0;
  let working = true;
  const rounds = new Map<Question, number>();
  const keepAsking = async (kind: 'reads' | 'writes', question: Question): Promise<void> => {
    while (working) {
      const fault = await send(port, { ...question, token });
      if (fault === undefined) answered += 1;
      else lost[kind].push(fault);
      rounds.set(question, (rounds.get(question) ?? 0) + 1);
      await pause(pauseMilliseconds);
    }
  };
  const all = Object.values(questions).flatMap(({ read, write }) => [read, write]);
  const loops = Object.values(questions).flatMap(({ read, write }) => [
    keepAsking('reads', read),
    keepAsking('writes', write),
  ]);
  return {
    more: async (each) => {
      const goals = all.map((question) => (rounds.get(question) ?? 0) + each);
      while (all.some((question, index) => (rounds.get(question) ?? 0) < (goals[index] ?? 0)))
        await pause(pauseMilliseconds);
    },
    end: async () => {
      working = false;
      await Promise.all(loops);
      return { ...lost, answered };
    },
  };
};
