import type { listNotifications, notification } from '@ai-teacher/contracts/notification/inbox.ts';
import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { z } from 'zod';
import type { Notification } from '../domain/inbox/ports.ts';

export const presentNotification = ({
  id,
  type,
  title,
  body,
  codedText,
  subject,
  createdAt,
  readAt,
}: Notification): z.input<typeof notification> => ({
  id,
  type,
  title,
  body,
  ...(codedText === null ? {} : { codedText }),
  subject,
  createdAt: createdAt.toISOString(),
  readAt: readAt?.toISOString() ?? null,
});

export const presentNotifications = ({
  items,
  nextCursor,
}: Listed<Notification>): AnswerOf<typeof listNotifications> => ({
  items: items.map(presentNotification),
  nextCursor,
});
