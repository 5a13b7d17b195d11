import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { AuthDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The auth service as a Koa app, for the process and for the tests. */
export const createAuthApp = ({ world, kit }: AuthDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.auth, kit });
