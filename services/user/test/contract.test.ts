import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { afterAll, beforeAll } from '@jest/globals';
import type { UserDeps } from '../src/deps.ts';
import { startUserApp } from './user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp();
});
afterAll(() => app.close());

describeOwed(() => app, operations.user);
