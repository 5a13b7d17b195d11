import type { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { Notification } from '../domain/inbox/ports.ts';

export const presentNotifications = ({
  items,
  nextCursor,
}: Listed<Notification>): AnswerOf<typeof listNotifications> => ({
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
