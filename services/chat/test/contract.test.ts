import { operations } from '@ai-teacher/contracts/catalogue.ts';
import { describeOwed } from '@ai-teacher/test-kit/app/owed-tests.ts';
import { afterAll, beforeAll } from '@jest/globals';
import { type ChatApp, startChatApp } from './chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp();
});
afterAll(() => app.close());

describeOwed(() => app, operations.chat);
