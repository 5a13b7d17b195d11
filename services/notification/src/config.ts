import { baseEnvironment } from '@ai-teacher/service-kit/config.ts';
import type { z } from 'zod';

/** The environment of the notification service: the variables of every service and no others. */
export const notificationEnvironment = baseEnvironment;

export type NotificationConfig = z.output<typeof notificationEnvironment>;
