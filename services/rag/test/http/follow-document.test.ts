import { randomUUID } from 'node:crypto';
import { followDocument } from '@ai-teacher/contracts/rag/ingestion.ts';
import { changeDocument } from '@ai-teacher/contracts/rag/library.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const teacher = aTeacher();
let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

const follow = (id: string, as = teacher) =>
  app.call(followDocument, { as, params: { id }, headers: { accept: 'text/event-stream' } });

const eventsIn = (text: string) =>
  text
    .split('\n\n')
    .filter((block) => block.includes('event: '))
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      return { id: Number(field('id')), event: field('event'), data: JSON.parse(field('data')) };
    });

describe('200', () => {
  it('followDocument sends the progress in numbered events and ends with the document', async () => {
    const pages = Array.from({ length: 40 }, (_, index) => ({ lines: [`Page ${index} of many, in short.`] }));
    const { body } = await app.upload(teacher, makePdf({ pages }), { fields: { title: 'Many pages' } });
    const answer = await follow(body.documentId);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const events = eventsIn(answer.text);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.length).toBeGreaterThan(1);
    for (const { event, data } of events.slice(0, -1)) {
      expect(event).toBe('progress');
      expect(data).toEqual({ status: data.progress.stage, progress: expect.any(Object) });
    }
    expect(events.at(-1)).toMatchObject({
      event: 'done',
      data: { status: 'ready', title: 'Many pages', pages: 40 },
    });
  });

  it('followDocument ends immediately for a document with a final status', async () => {
    const document = await app.ingested(teacher, makePdf({ pages: [{ lines: [] }] }));
    const events = eventsIn((await follow(document.id)).text);
    expect(events).toEqual([{ id: 1, event: 'done', data: document }]);
  });
});

const setStatus = (id: string, status: string) =>
  readRows(app.databaseUrl, 'update document set status = $2 where id = $1', [id, status]);

/** A stream of this user that stays open until the document is final or the client leaves. */
const opened = (id: string, as: typeof teacher) => {
  const leaving = new AbortController();
  const answer = app.call(followDocument, { as, params: { id }, signal: leaving.signal });
  answer.catch(() => undefined);
  return { answer, leave: () => leaving.abort() };
};

describe('429', () => {
  it('followDocument answers 429 with Retry-After to one stream more than a user may have', async () => {
    const { id } = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Followed by many.'] }] }));
    await setStatus(id, 'indexing');
    const as = aTeacher();
    const other = opened(id, aTeacher());
    const streams = Array.from({ length: 7 }, () => opened(id, as));
    const refused = await Promise.race(streams.map(({ answer }) => answer));
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-streams' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await setStatus(id, 'ready');
    const answers = await Promise.all([other, ...streams].map(({ answer }) => answer));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    for (const { text, status } of answers)
      if (status === 200) expect(eventsIn(text).at(-1)?.event).toBe('done');
    expect((await follow(id, as)).status).toBe(200);
  });
});

describe('a follower', () => {
  it('followDocument ends the stream of a reader from whom the document is hidden', async () => {
    const { id } = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Hidden while followed.'] }] }));
    await setStatus(id, 'indexing');
    const { answer } = opened(id, aStudent());
    await app.call(changeDocument, { as: teacher, params: { id }, body: { visibility: 'private' } });
    expect(eventsIn((await answer).text).map(({ event }) => event)).not.toContain('done');
    expect((await answer).status).toBeLessThan(500);
  });
});

describe('404', () => {
  it('followDocument answers a problem instead of a stream for a missing or private document', async () => {
    const hidden = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Mine.'] }] }), {
      visibility: 'private',
    });
    for (const id of [randomUUID(), hidden.id]) {
      const answer = await follow(id, aStudent());
      expect(answer.status).toBe(404);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    }
  });
});

describe('when the service stops', () => {
  it('followDocument ends the stream of an unfinished document with an `error` event', async () => {
    const document = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Read once more.'] }] }));
    await readRows(app.databaseUrl, `update document set status = 'indexing' where id = $1`, [document.id]);
    const following = follow(document.id);
    app.endAnswers();
    expect(eventsIn((await following).text).at(-1)).toMatchObject({
      event: 'error',
      data: { problem: { status: 503, code: 'upstream-unavailable' } },
    });
  });
});
