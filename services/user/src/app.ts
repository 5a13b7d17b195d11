import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { UserDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The Koa app of the user service. The process and the tests both use it. */
export const createUserApp = ({ world, kit }: UserDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.user, kit });
