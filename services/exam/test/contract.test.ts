import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import { afterAll, beforeAll } from '@jest/globals';
import { startExamApp, type TestExamApp } from './exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

describeOwed(() => app, operations.exam);
