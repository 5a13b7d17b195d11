import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { NotificationDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The notification service as a Koa app; what the process and the tests both use. */
export const createNotificationApp = ({ world, kit }: NotificationDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.notification, kit });
