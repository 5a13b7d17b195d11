import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { streamFailure } from '../problem.ts';
import { shownLabel, shownText } from '../text.ts';
import { instant, roles, uuid } from '../values.ts';

export const notification = z
  .strictObject({
    id: uuid,
    type: z.enum([
      'document.ready',
      'document.failed',
      'exam.published',
      'attempt.graded',
      'appeal.decided',
      'security.alert',
      'admin.added',
    ]),
    title: shownLabel(),
    body: shownText(),
    subject: uuid.describe('The document, exam, attempt or account that the notification is about.'),
    createdAt: instant,
    readAt: instant.nullable(),
  })
  .meta({ id: 'Notification' });

export const listNotifications = operation({
  operationId: 'listNotifications',
  service: 'notification',
  summary: 'Lists the caller’s notifications, newest first.',
  method: 'GET',
  path: '/notifications',
  edgePath: '/api/notifications',
  access: { edge: roles },
  priority: 'low',
  query: pageQuery,
  success: { 200: pageOf(notification) },
  problems: [],
});

export const followNotifications = operation({
  operationId: 'followNotifications',
  service: 'notification',
  summary:
    'Streams the caller’s new notifications as server-sent events while they arrive. After `opened` no notification is missed, so list the earlier ones then. With `Last-Event-ID` the stream first sends the notifications since that event, at most the newest 500; those of the minute before it may be repeated, so compare the ids.',
  method: 'GET',
  path: '/notifications/stream',
  edgePath: '/api/notifications/stream',
  access: { edge: roles },
  success: { 200: null },
  stream: { opened: z.strictObject({}), notification, error: streamFailure },
  streamMode: 'only',
  problems: [],
});

export const markNotificationRead = operation({
  operationId: 'markNotificationRead',
  service: 'notification',
  summary: 'Marks one of the caller’s notifications as read. A repeated request changes nothing.',
  method: 'POST',
  path: '/notifications/{id}/read',
  edgePath: '/api/notifications/{id}/read',
  access: { edge: roles },
  params: z.strictObject({ id: uuid }),
  success: { 204: null },
  problems: ['notification-not-found'],
});
