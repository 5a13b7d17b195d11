import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { followRoster, readRoster } from '@ai-teacher/contracts/rosters/rosters.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, isGone, useAnswer } from '../../api/calls.ts';
import { readPreference, writePreference } from '../../preferences.ts';

export type Roster = ReadOf<typeof readRoster>;
type Live = Pick<Roster, 'status' | 'progress'>;

const isRunning = (status: Roster['status'] | undefined): boolean =>
  status === 'queued' || status === 'checking' || status === 'applying';

const refreshMilliseconds = 5_000;

/** An import, and its progress by a stream while the server works on it. */
export const useRoster = (id: string) => {
  const client = useQueryClient();
  const [live, setLive] = useState<Live>();
  const [fault, setFault] = useState<unknown>();
  // Without its stream the import is read again and again, until it has ended.
  const reading = fault === undefined ? {} : { refreshMilliseconds };
  const answer = useAnswer(readRoster, { params: { id } }, reading);
  const runs = isRunning(answer.data?.status);
  const hasGone = isGone(answer.error);
  useEffect(() => {
    // Otherwise the page of the roster would link to an import that no longer exists.
    if (hasGone && readPreference('latestRoster') === id) writePreference('latestRoster', undefined);
  }, [hasGone, id]);
  useEffect(() => {
    setFault(undefined);
    if (!runs) return undefined;
    const leaving = new AbortController();
    const follow = async (): Promise<void> => {
      const input = { params: { id }, signal: leaving.signal };
      for await (const event of api.follow(followRoster, input)) {
        if (event.event === 'progress') setLive(event.data);
      }
      setLive(undefined);
      await client.invalidateQueries({ queryKey: [readRoster.operationId] });
    };
    follow().catch((reason: unknown) => {
      if (leaving.signal.aborted) return;
      setLive(undefined);
      setFault(reason);
    });
    return () => leaving.abort();
  }, [client, id, runs]);
  return { answer, live, fault };
};
