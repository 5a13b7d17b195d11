import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the notification service: what every service reads, and nothing of its own. */
export const notificationEnvironment = baseEnvironment;

export type NotificationConfig = z.output<typeof notificationEnvironment>;
