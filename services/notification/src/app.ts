import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { NotificationDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The Koa app of the notification service. The process and the tests both use it. */
export const createNotificationApp = ({ world, kit }: NotificationDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.notification, kit });
