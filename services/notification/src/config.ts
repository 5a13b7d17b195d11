import { baseEnvironment, retentionDays } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the notification service. */
export const notificationEnvironment = baseEnvironment.extend({
  NOTIFICATION_RETENTION_DAYS: retentionDays({ min: 7, preset: 180 }).describe(
    'Days for which notifications and announcements are retained.',
  ),
});

export type NotificationConfig = z.output<typeof notificationEnvironment>;
