import { randomUUID } from 'node:crypto';
import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { type OpenAiStub, startOpenAiStub, words } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aSearchResult, userDeleted } from '../builders.ts';
import { type ChatApp, modelAsked, startChatApp } from '../chat-app.ts';

let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp();
});
afterAll(() => app.close());

const deliver = (body: object) => app.call(receiveChatEvent, { from: 'auth', body });
const message = { message: 'What is chlorophyll?' };

describe('204', () => {
  it('receiveChatEvent erases the sessions of the deleted user only', async () => {
    const gone = aStudent();
    const stays = aStudent();
    for (const as of [gone, gone, stays]) await app.call(ask, { as, body: message });
    expect((await deliver(userDeleted(gone.userId))).status).toBe(204);
    expect((await app.call(listSessions, { as: gone })).body.items).toEqual([]);
    expect((await app.call(listSessions, { as: stays })).body.items).toHaveLength(1);
  });

  it('receiveChatEvent has one effect when an event is delivered repeatedly and concurrently', async () => {
    const as = aStudent();
    const event = userDeleted(as.userId);
    await app.call(ask, { as, body: message });
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204]);
    // A process of the version before does not know who was erased.
    await readRows(
      app.databaseUrl,
      `insert into chat_session (id, institution_id, user_id, title, created_at) values ($1, $2, $3, 'Later', now())`,
      [randomUUID(), as.institutionId, as.userId],
    );
    expect((await deliver(event)).status).toBe(204);
    expect((await app.call(listSessions, { as })).body.items).toHaveLength(1);
    expect(
      await readRows(app.databaseUrl, 'select count(*)::int n from seen_event where id = $1', [event.id]),
    ).toEqual([{ n: 1 }]);
  });
});

const storedOf = (userId: string) =>
  readRows(
    app.databaseUrl,
    `select 'session' as row from chat_session where user_id = $1
     union all select 'tokens' from token_use where user_id = $1`,
    [userId],
  );

describe('a question while its user is deleted', () => {
  it('gets 401 token-invalid when it would open a session, and stores nothing', async () => {
    const as = aStudent();
    app.library(async () => {
      expect((await deliver(userDeleted(as.userId))).status).toBe(204);
      return [aSearchResult()];
    });
    const answer = await app.call(ask, { as, body: message });
    expect(answer).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    expect(await storedOf(as.userId)).toEqual([]);
  });

  it('gets 404 session-not-found when its session is deleted with the user, and stores nothing', async () => {
    const as = aStudent();
    app.library(() => [aSearchResult()]);
    const { sessionId } = (await app.call(ask, { as, body: message })).body;
    app.library(async () => {
      await deliver(userDeleted(as.userId));
      return [aSearchResult()];
    });
    const answer = await app.call(ask, { as, body: { ...message, sessionId } });
    expect(answer).toMatchObject({ status: 404, body: { code: 'session-not-found' } });
    expect(await storedOf(as.userId)).toEqual([]);
  });

  it('stores nothing when both wait for one another in the database', async () => {
    const as = aStudent();
    app.library(() => [aSearchResult()]);
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query(`select pg_advisory_xact_lock(hashtextextended('sessions ' || $1, 0))`, [as.userId]);
      const erased = deliver(userDeleted(as.userId));
      await waitForBlocked(app.databaseUrl, 'pg_advisory_xact_lock');
      const asked = app.call(ask, { as, body: message });
      await waitForBlocked(app.databaseUrl, 'chat_open_session');
      await holder.query('commit');
      expect((await erased).status).toBe(204);
      expect(await asked).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    } finally {
      await holder.end();
    }
    expect(await storedOf(as.userId)).toEqual([]);
  });

  describe('with a model and a token budget', () => {
    let model: OpenAiStub;
    let withModel: ChatApp;
    beforeAll(async () => {
      model = await startOpenAiStub({ steps: words('Chlorophyll is green.') });
      withModel = await startChatApp({
        ...{ CHAT_MODEL: 'some-model', OPENAI_BASE_URL: model.url },
        ...{ MODEL_TOKENS_PER_USER_DAY: '100000', DATABASE_URL: app.databaseUrl },
      });
    });
    afterAll(async () => {
      await withModel.close();
      await model.close();
    });

    it('gets 401 before the model is asked, and reserves no tokens', async () => {
      const as = aStudent();
      withModel.library(async () => {
        await deliver(userDeleted(as.userId));
        return [aSearchResult()];
      });
      const answer = await withModel.call(ask, { as, body: message });
      expect(answer).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
      expect(model.requests).toHaveLength(0);
      expect(await storedOf(as.userId)).toEqual([]);
    });

    it('stores nothing of an answer that the model is writing', async () => {
      const as = aStudent();
      withModel.library(() => [aSearchResult()]);
      const { promise: isErased, resolve } = Promise.withResolvers<void>();
      model.script({ steps: [{ stall: isErased }, ...words('Chlorophyll is green.')] });
      const answer = withModel.call(ask, { as, body: message });
      await modelAsked(model, answer);
      expect(await storedOf(as.userId)).toEqual([{ row: 'session' }, { row: 'tokens' }]);
      expect((await deliver(userDeleted(as.userId))).status).toBe(204);
      resolve();
      expect((await answer).status).toBe(200);
      expect(await storedOf(as.userId)).toEqual([]);
    });
  });
});
