import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import { afterAll, beforeAll } from '@jest/globals';
import type { AuthDeps } from '../src/deps.ts';
import { startAuthApp } from './auth-app.ts';

let app: TestApp<AuthDeps>;
beforeAll(async () => {
  app = await startAuthApp();
});
afterAll(() => app.close());

describeOwed(() => app, operations.auth);
