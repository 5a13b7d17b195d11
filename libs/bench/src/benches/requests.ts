import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { questions } from '../datasets/questions.ts';
import { edgeTarget, type HttpRequests } from '../session/http-round.ts';

type Through = { readonly second?: string };

const throughEdge = (
  operation: Operation,
  { second }: Through,
  {
    bodyOf,
    ...counted
  }: Pick<HttpRequests, 'limits' | 'maxPerSecond'> & { bodyOf?: (place: number) => unknown },
): HttpRequests => ({
  kind: `${operation.operationId} ${second ?? ''}`,
  ...(second === undefined ? {} : { second }),
  ...counted,
  targetsOf: (session, readers) => {
    const { gatewayUrl } = session.addressesOf(second);
    return readers.map((reader, place) => edgeTarget(gatewayUrl, operation, reader, bodyOf?.(place)));
  },
});

const questionAt = (place: number): string => questions[place % questions.length] as string;

/** An authenticated read: a token, a limit, a service, a row of its database. */
export const profileReads = (through: Through = {}): HttpRequests =>
  throughEdge(readMe, through, { limits: ['requests'] });

/** Searches of all books that the reader may read. */
export const searches = (through: Through = {}): HttpRequests =>
  throughEdge(search, through, { limits: ['requests'], bodyOf: (place) => ({ query: questionAt(place) }) });

/** Questions that are answered as JSON without a model. Each opens a session. */
export const plainQuestions = (through: Through = {}): HttpRequests =>
  throughEdge(ask, through, {
    limits: ['questions', 'requests'],
    maxPerSecond: 300,
    bodyOf: (place) => ({ message: questionAt(place) }),
  });
