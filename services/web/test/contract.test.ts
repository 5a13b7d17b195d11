import { fileURLToPath } from 'node:url';
import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import type { TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { afterAll, beforeAll } from '@jest/globals';
import { startWebApp } from './web-app.ts';

let app: TestPublicApp;
beforeAll(async () => {
  app = await startWebApp({ CLIENT_DIR: fileURLToPath(new URL('fixtures/client', import.meta.url)) });
});
afterAll(() => app.close());

describeOwed(() => app, operations.web);
