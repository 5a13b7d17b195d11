import { startPublicApp, type TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { createWebApp } from '../src/app.ts';
import { webEnvironment } from '../src/config.ts';

/** Starts the real web app. */
export const startWebApp = (variables: Record<string, string> = {}): Promise<TestPublicApp> =>
  startPublicApp({ service: 'web', environment: webEnvironment, variables, compose: createWebApp });
