import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { RagDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The rag service as a Koa app, for its process and its tests. */
export const createRagApp = ({ world, kit }: RagDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.rag, kit });
