import { baseEnvironment, count, retentionDays, streamEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the notification service. */
export const notificationEnvironment = baseEnvironment.extend({
  ...streamEnvironment,
  MAX_ANNOUNCEMENTS_PER_DAY: count({ max: 100_000, preset: 100 }).describe(
    'Announcements of one teacher on a day (UTC). The publisher delivers further ones again on the next day.',
  ),
  NOTIFICATION_RETENTION_DAYS: retentionDays({ min: 7, preset: 180 }).describe(
    'Days for which notifications and announcements are retained.',
  ),
});

export type NotificationConfig = z.output<typeof notificationEnvironment>;
