import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { streamFailure } from '../problem.ts';
import { shownIdentifier, shownLabel, shownText } from '../text.ts';
import { instant, roles, uuid } from '../values.ts';

/** The kinds of texts, each with its values in `codedText`. */
export const notificationCodes = [
  'account-forgotten',
  'admin-added',
  'appeal-changed',
  'appeal-upheld',
  'attempt-graded',
  'attempt-graded-guardian',
  'document-failed',
  'document-forgotten',
  'document-ready',
  'exam-published',
  'registration-policy-changed',
  'session-ended',
] as const;

/** When students see the results of an exam. */
export const resultTimes = ['released', 'closed', 'closed-for-all'] as const;

const codedText = z
  .strictObject({
    code: shownIdentifier().describe(`${notificationCodes.join(', ')}. Further codes may follow.`),
    name: shownLabel().optional().describe('The title of the document or exam, or the name of the account.'),
    reason: shownIdentifier()
      .optional()
      .describe('Why the document could not be read, or the new registration policy.'),
    pages: z.int().optional(),
    score: z.number().optional(),
    maxScore: z.number().optional(),
    opensAt: instant.optional().describe('Absent when the exam was open at the time of the event.'),
    closesAt: instant.optional(),
    results: shownIdentifier()
      .optional()
      .describe(`When students see their results: ${resultTimes.join(', ')}. Further codes may follow.`),
  })
  .meta({ id: 'NotificationText' });

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
      'registration-policy.changed',
    ]),
    title: shownLabel(),
    body: shownText(),
    codedText: codedText
      .optional()
      .describe(
        'The kind of title and body with the values in them, for a text of the caller. Absent for notifications of an earlier version. The lines of the body after the first one have no code.',
      ),
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
