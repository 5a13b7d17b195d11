import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { type QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api } from '../../api/calls.ts';

type Started = ReadOf<typeof startAttempt>;

const keyOf = (examId: string) => ['attempt-in-progress', examId];

/** Keeps the items of an attempt that has just started, so its page does not ask for them again. */
export const keepStarted = (client: QueryClient, examId: string, started: Started): void =>
  void client.setQueryData<Started>(keyOf(examId), started);

/** Takes up the attempt in progress: its items in the student's order. */
export const useStartedAttempt = (examId: string): UseQueryResult<Started> =>
  useQuery({
    queryKey: keyOf(examId),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await api.call(startAttempt, { params: { id: examId }, signal })).answer,
  });
