import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { ChatDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The chat service as a Koa app, for the process and for the tests. */
export const createChatApp = ({ world, kit }: ChatDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.chat, kit });
