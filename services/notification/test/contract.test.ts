import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import { afterAll, beforeAll } from '@jest/globals';
import { startNotificationApp, type TestNotificationApp } from './notification-app.ts';

let app: TestNotificationApp;
beforeAll(async () => {
  app = await startNotificationApp();
});
afterAll(() => app.close());

describeOwed(() => app, operations.notification);
