import { followNotifications, listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, useList } from '../api/calls.ts';

/** The newest notifications, and how many of them are unread. Earlier ones may be unread too. */
export const useNotifications = () => {
  const list = useList(listNotifications, { query: { limit: 20 } });
  const { items = [] } = list;
  const unread = items.filter(({ readAt }) => readAt === null).length;
  return { list, unread, read: items.length, hasEarlier: list.more !== undefined };
};

/** Answers that a kind of notification outdates. */
const outdated: Readonly<Record<string, readonly string[]>> = {
  document: ['listDocuments', 'readDocument'],
  exam: ['listExams'],
  attempt: ['readAttempt', 'listStudentAttempts'],
};

/**
 * Follows the stream of notifications while a person is signed in, and reads the lists again that a
 * notification outdates. When the stream is refused, the list is read when its page opens.
 */
export const useLiveNotifications = (): void => {
  const client = useQueryClient();
  useEffect(() => {
    const leaving = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const event of api.follow(followNotifications, { signal: leaving.signal })) {
        // From `opened` on the stream misses nothing, so the list is read once more then.
        const kind = event.event === 'notification' ? (event.data.type.split('.')[0] ?? '') : '';
        for (const name of [listNotifications.operationId, ...(outdated[kind] ?? [])])
          await client.invalidateQueries({ queryKey: [name] });
      }
    };
    follow().catch(() => undefined);
    return () => leaving.abort();
  }, [client]);
};
