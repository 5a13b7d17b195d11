import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Question } from '@ai-teacher/attack/requests/exchange.ts';
import { createSender, type Sender } from '@ai-teacher/attack/requests/sender.ts';
import {
  readAttempt,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import type { Reader } from '../session/readers.ts';
import type { BlankItem, Sitting, Sittings } from './sittings.ts';

/** A request whose client is done with it; undefined when no attempt is left for it. */
export type ExamAnswer = {
  readonly status: number;
  /** From the due time of the request, or from its sending when no time is due. */
  readonly milliseconds: number;
  /** After the first request of the load. */
  readonly answeredAfterMilliseconds: number;
};

export type ExamRequest = 'start' | 'save' | 'attempt' | 'submit' | 'inbox';

/** Answers of a load as one status, because an attempt is answered with 201 and a saved response with 204. */
const succeeded = 200;

const responseTo = ({ type, options = [] }: BlankItem): unknown => {
  if (type === 'true_false') return true;
  if (type === 'single_choice') return options[0]?.optionId ?? null;
  return 'It has to do with water.';
};

const asked = (
  { method, edgePath = '' }: Operation,
  { token }: Reader,
  { params = {}, body }: { params?: Readonly<Record<string, string>>; body?: unknown } = {},
): Question => ({
  method,
  path: edgePath.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
  headers: {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

/** The status of each request; undefined when no attempt is left for it. */
const requestsOf = (sender: Sender, sittings: Sittings) => {
  const from = `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}`;
  const send = async (question: Question): Promise<{ status: number; text: string }> => {
    const { status, text } = await sender.send(question, from);
    return { status: status >= 200 && status < 300 ? succeeded : status, text };
  };

  const start = async (): Promise<number | undefined> => {
    const next = sittings.nextStart();
    if (next === undefined) return undefined;
    const { status, text } = await send(asked(startAttempt, next.reader, { params: { id: next.examId } }));
    if (status === succeeded) {
      const { attemptId, items } = JSON.parse(text) as Pick<Sitting, 'attemptId' | 'items'>;
      sittings.begun({ reader: next.reader, attemptId, items });
    }
    return status;
  };
  const save = async (): Promise<number | undefined> => {
    const next = sittings.nextResponse();
    if (next === undefined) return undefined;
    const { reader, attemptId, item } = next;
    const params = { id: attemptId, itemId: item.itemId };
    const body = { response: responseTo(item) };
    return (await send(asked(saveResponse, reader, { params, body }))).status;
  };
  const attempt = async (): Promise<number | undefined> => {
    const next = sittings.nextResponse();
    if (next === undefined) return undefined;
    return (await send(asked(readAttempt, next.reader, { params: { id: next.attemptId } }))).status;
  };
  const submit = async (): Promise<number | undefined> => {
    const next = sittings.nextSubmission();
    if (next === undefined) return undefined;
    return (await send(asked(submitAttempt, next.reader, { params: { id: next.attemptId } }))).status;
  };
  const inbox = async (): Promise<number> =>
    (await send(asked(listNotifications, sittings.anyReader()))).status;
  return { start, save, attempt, submit, inbox };
};

/** Sends requests of exams through a gateway. Close it afterwards. */
export const openExamLoad = (gatewayUrl: string, sittings: Sittings) => {
  const sender = createSender(gatewayUrl);
  const requests = requestsOf(sender, sittings);
  return {
    /** Clients that send the next request after each answer. They end early when no attempt is left. */
    inTurn: async (request: ExamRequest, clients: number, seconds: number): Promise<ExamAnswer[]> => {
      const begin = performance.now();
      const answers: ExamAnswer[] = [];
      const client = async (): Promise<void> => {
        while (performance.now() < begin + seconds * 1_000) {
          const sent = performance.now();
          const status = await requests[request]();
          if (status === undefined) return;
          const now = performance.now();
          answers.push({ status, milliseconds: now - sent, answeredAfterMilliseconds: now - begin });
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      return answers;
    },
    /** Attempts that start evenly over some seconds, whatever the answers do. */
    burst: async (count: number, seconds: number): Promise<ExamAnswer[]> => {
      const begin = performance.now();
      const one = async (place: number): Promise<ExamAnswer[]> => {
        const due = begin + (place * seconds * 1_000) / count;
        await pause(Math.max(0, due - performance.now()));
        const status = await requests.start();
        const now = performance.now();
        return status === undefined
          ? []
          : [{ status, milliseconds: now - due, answeredAfterMilliseconds: now - begin }];
      };
      return (await Promise.all(Array.from({ length: count }, (_, place) => one(place)))).flat();
    },
    close: () => sender.close(),
  };
};
