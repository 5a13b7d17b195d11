import { operations } from '@ai-teacher/contracts/catalogue.ts';
import type { PublicResources } from '@ai-teacher/service-kit/run-service.ts';
import { createApp } from '@ai-teacher/service-kit/server/create-app.ts';
import type Koa from 'koa';
import type { WebConfig } from './config.ts';
import { routes } from './http/routes.ts';

/** The Koa app of the web service. The process and the tests both use it. */
export const createWebApp = ({ config, kit }: PublicResources<WebConfig>): Koa =>
  createApp({
    routes: routes({ clientFolder: config.CLIENT_DIR, docsFolder: config.DOCS_DIR }),
    operations: operations.web,
    kit,
  });
