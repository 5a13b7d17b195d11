import type { listNotifications } from '@ai-teacher/contracts/notification.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '../domain/list-notifications.ts';

export const presentNotifications = ({ items, nextCursor }: Listed): AnswerOf<typeof listNotifications> => ({
  items: items.map(({ id, type, title, body, subject, createdAt, readAt }) => ({
    id,
    type,
    title,
    body,
    subject,
    createdAt: createdAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  })),
  nextCursor,
});
