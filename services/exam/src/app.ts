import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { ExamDeps } from './deps.ts';
import { routes } from './http/routes.ts';

/** The exam service as a Koa app, for the process and for the tests. */
export const createExamApp = ({ world, kit }: ExamDeps): Koa =>
  createApp({ routes: routes(world), operations: operations.exam, kit });
