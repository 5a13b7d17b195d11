import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import type { TestPublicApp } from '@ai-teacher/test-kit/app/start-public-app.ts';
import { testClient } from '@ai-teacher/test-kit/mesh/test-client.ts';
import { afterAll, beforeAll } from '@jest/globals';
import { startWebApp } from './web-app.ts';

let app: TestPublicApp;
beforeAll(async () => {
  app = await startWebApp(testClient);
});
afterAll(() => app.close());

describeOwed(() => app, operations.web);
