import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import { afterAll, beforeAll } from '@jest/globals';
import { type RagApp, startRagApp } from './rag-app.ts';

let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

describeOwed(() => app, operations.rag);
