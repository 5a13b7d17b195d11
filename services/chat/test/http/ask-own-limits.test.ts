import { setTimeout as pause } from 'node:timers/promises';
import { deleteSession, listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aSearchResult } from '../builders.ts';
import { type ChatApp, neverLimited, startChatApp } from '../chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  const variables = {
    MAX_SESSIONS_PER_USER: '3',
    MAX_MESSAGES_PER_SESSION: '5',
    MAX_QUESTIONS_IN_PREPARATION: '2',
    MAX_QUESTION_WAIT_SECONDS: '30',
  };
  app = await startChatApp(variables, { questionLimit: neverLimited });
});
afterAll(() => app.close());

const question = (as: TestUser, sessionId?: string) =>
  app.call(ask, { as, body: { message: 'What is chlorophyll?', ...(sessionId ? { sessionId } : {}) } });
const countOf = (answers: { status: number }[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

describe('409', () => {
  it('ask admits exactly the maximum number of sessions of a user, also for concurrent questions', async () => {
    const as = aStudent();
    const answers = await Promise.all(Array.from({ length: 8 }, () => question(as)));
    expect([countOf(answers, 200), countOf(answers, 409)]).toEqual([3, 5]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'too-many-sessions', detail: expect.stringContaining('3') });
    const { items } = (await app.call(listSessions, { as })).body;
    expect(items).toHaveLength(3);
    expect((await question(as, items[0].id)).status).toBe(200);
    expect((await question(aStudent())).status).toBe(200);
    await app.call(deleteSession, { as, params: { id: items[0].id } });
    expect((await question(as)).status).toBe(200);
  });

  it('ask stores no more than the maximum number of messages of a session, answers included', async () => {
    const as = aStudent();
    const id = (await question(as)).body.sessionId;
    const answers = await Promise.all(Array.from({ length: 6 }, () => question(as, id)));
    expect([countOf(answers, 200), countOf(answers, 409)]).toEqual([1, 5]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('session-full');
    const { items } = (await app.call(listMessages, { as, params: { id } })).body;
    expect(items).toHaveLength(4);
    expect((await question(as)).status).toBe(200);
  });
});

describe('questions in preparation', () => {
  it('ask prepares a bounded number of questions, and lets the others wait for their turn', async () => {
    let searching = 0;
    const seen: number[] = [];
    app.library(async () => {
      searching += 1;
      seen.push(searching);
      await pause(20);
      searching -= 1;
      return [aSearchResult()];
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => question(aStudent())));
    expect(countOf(answers, 200)).toBe(10);
    expect(Math.max(...seen)).toBe(2);
  });
});
