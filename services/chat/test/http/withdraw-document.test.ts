import { randomUUID } from 'node:crypto';
import { receiveChatEvent } from '@ai-teacher/contracts/chat/events.ts';
import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { aStudent, aTeacher, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aSearchResult, documentLost } from '../builders.ts';
import { type ChatApp, neverLimited, startChatApp } from '../chat-app.ts';

const words = 'Chlorophyll is the green pigment';
let app: ChatApp;
beforeAll(async () => {
  app = await startChatApp({}, { questionLimit: neverLimited });
});
afterAll(() => app.close());

const lose = (event: ReturnType<typeof documentLost>) =>
  app.call(receiveChatEvent, { from: 'rag', body: event });

/** A document that answers the question, and only this document. */
const aDocument = (): string => {
  const documentId = randomUUID();
  app.library(() => [aSearchResult({ documentId })]);
  return documentId;
};

const asked = async (as: TestUser, message = 'What is chlorophyll?', sessionId?: string): Promise<string> => {
  const answer = await app.call(ask, { as, body: { message, ...(sessionId ? { sessionId } : {}) } });
  expect(answer.status).toBe(200);
  return answer.body.sessionId;
};

const answerIn = async (as: TestUser, id: string) =>
  (await app.call(listMessages, { as, params: { id } })).body.items.find(
    ({ author }: { author: string }) => author === 'assistant',
  );

/** Every text that chat stores of the answer. */
const storedText = async (sessionId: string): Promise<string> =>
  JSON.stringify(
    await readRows(
      app.databaseUrl,
      `select message.text, citation.* from chat_message as message
       left join chat_citation as citation on citation.message_id = message.id
       where session_id = $1 and author = 'assistant'`,
      [sessionId],
    ),
  );

describe('document.deleted', () => {
  it.each(['What are the main topics?', 'What is on page 1?', 'What is on page 77?', 'Summarise chapter 9'])(
    'document.deleted erases the reply to "%s", which names the document',
    async (message) => {
      const owner = aTeacher();
      const id = randomUUID();
      const headings = [{ offset: 0, path: ['Hidden rivers'] }];
      const pages = [{ pageNumber: 1, pageLabel: '1', text: 'Rivers run below the ground.', headings }];
      app.shelf([{ id, title: 'Hidden rivers', pages }]);
      app.library(() => []);
      const session = await asked(owner, message);
      expect(await storedText(session)).toContain('Hidden rivers');
      expect((await lose(documentLost('document.deleted', id, { ownerId: owner.userId }))).status).toBe(204);
      expect(await storedText(session)).not.toContain('Hidden rivers');
    },
  );

  it('document.deleted erases the answers that quote the document for every reader, its owner included', async () => {
    const [owner, pupil] = [aTeacher(), aStudent()];
    const documentId = aDocument();
    const sessions = [await asked(owner), await asked(pupil)] as const;
    const other = aDocument();
    const stays = await asked(pupil);
    expect(await storedText(sessions[1])).toContain(words);
    const lost = documentLost('document.deleted', documentId, { ownerId: owner.userId });
    expect((await lose(lost)).status).toBe(204);
    for (const [as, id] of [
      [owner, sessions[0]],
      [pupil, sessions[1]],
    ] as const) {
      const answer = await answerIn(as, id);
      expect(answer).toMatchObject({
        withdrawn: true,
        citations: [{ documentId, quote: '', pageLabel: '', withdrawn: true }],
      });
      expect(answer.text).toContain('erased');
      expect(await storedText(id)).not.toContain(words);
    }
    const untouched = await answerIn(pupil, stays);
    expect(untouched.citations[0]).toMatchObject({ documentId: other });
    expect(untouched.text).toContain(words);
    expect(untouched).not.toHaveProperty('withdrawn');
  });

  it('document.deleted erases an answer that only names the nearest pages of the document', async () => {
    const pupil = aStudent();
    const documentId = aDocument();
    const id = await asked(pupil, 'How far away is the nearest galaxy cluster?');
    expect(await storedText(id)).toContain('How Plants Live');
    await lose(documentLost('document.deleted', documentId));
    expect(await storedText(id)).not.toContain('How Plants Live');
  });
});

describe('document.deleted of a document with unread pages', () => {
  it('document.deleted erases the answers that name its unread pages', async () => {
    const pupil = aStudent();
    aDocument();
    const documentId = randomUUID();
    const unread = { documentId, title: 'Secret Rivers', pages: [4] };
    app.unread([unread]);
    const id = await asked(pupil, 'How far away is the nearest galaxy cluster?');
    app.unread([]);
    expect(await storedText(id)).toContain('Secret Rivers');
    await lose(documentLost('document.deleted', documentId));
    expect(await storedText(id)).not.toContain('Secret Rivers');
  });
});

describe('document.hidden', () => {
  it('document.hidden erases the answers of all readers but the owner, and has one effect', async () => {
    const [owner, pupil] = [aTeacher(), aStudent()];
    const documentId = aDocument();
    const [mine, theirs] = [await asked(owner), await asked(pupil)];
    const event = documentLost('document.hidden', documentId, { ownerId: owner.userId });
    const answers = await Promise.all([lose(event), lose(event)]);
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    expect((await answerIn(owner, mine)).text).toContain(words);
    expect(await storedText(theirs)).not.toContain(words);
  });

  it('document.hidden leaves answers alone that were asked after the document was shared again', async () => {
    const pupil = aStudent();
    const documentId = aDocument();
    const longAgo = new Date(Date.now() - 60_000).toISOString();
    await lose(documentLost('document.hidden', documentId, { occurredAt: longAgo }));
    expect((await answerIn(pupil, await asked(pupil))).text).toContain(words);
  });

  it('document.hidden that arrives while the answer is written withdraws the stored answer', async () => {
    const pupil = aStudent();
    const documentId = aDocument();
    let arrives: Promise<unknown> = Promise.resolve();
    app.library(() => {
      arrives = lose(documentLost('document.hidden', documentId));
      return [aSearchResult({ documentId })];
    });
    const id = await asked(pupil);
    await arrives;
    expect(await answerIn(pupil, id)).toMatchObject({ withdrawn: true });
    expect(await storedText(id)).not.toContain(words);
  });

  it.each([undefined, 'a session'])(
    'document.hidden before the answer is stored withdraws the answer and retains the question (%s)',
    async (given) => {
      const pupil = aStudent();
      app.library(() => [aSearchResult()]);
      const earlier = given && (await asked(pupil));
      const documentId = aDocument();
      app.library(async () => {
        await lose(documentLost('document.hidden', documentId));
        return [aSearchResult({ documentId })];
      });
      const id = await asked(pupil, 'What is chlorophyll?', earlier);
      const { items } = (await app.call(listMessages, { as: pupil, params: { id } })).body;
      expect(items.slice(-2)).toMatchObject([
        { author: 'user', text: 'What is chlorophyll?' },
        { author: 'assistant', withdrawn: true, text: expect.not.stringContaining(words) },
      ]);
    },
  );
});
