import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api } from '../../api/calls.ts';
import { millisecondsToNextRead, secondsLeft, serverOffset } from './server-clock.ts';

export type ReadAttempt = ReadOf<typeof readAttempt> & {
  /** The server's clock minus the clock of the page, in milliseconds. */
  readonly offset: number;
  readonly nextReadMilliseconds: number;
  /** The clock of the page when the attempt was asked for. */
  readonly askedAt: number;
};

/**
 * An attempt. One in progress is read again and again: a teacher may give more time, and the server closes
 * the attempt at its deadline.
 */
export const useAttempt = (id: string): UseQueryResult<ReadAttempt> => {
  const queryKey = [readAttempt.operationId, id, 'with clock'];
  return useQuery<ReadAttempt>({
    queryKey,
    queryFn: async ({ signal, client }) => {
      const askedAt = performance.now();
      const { answer, headers } = await api.call(readAttempt, { params: { id }, signal });
      const pageTime = performance.now();
      const earlier = client.getQueryData<ReadAttempt>(queryKey)?.offset;
      const offset = serverOffset(headers.get('date'), pageTime, earlier);
      const seconds = secondsLeft({ ...answer, offset }, pageTime);
      const nextReadMilliseconds = millisecondsToNextRead(seconds, Math.random());
      return { ...answer, offset, nextReadMilliseconds, askedAt };
    },
    refetchInterval: ({ state: { data } }) => data?.status === 'in_progress' && data.nextReadMilliseconds,
  });
};
