import { type OpenAiStub, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { measure } from '../../bench/items/measure.ts';
import { writeByServer } from '../../bench/items/write-by-server.ts';
import { aPage, bookPages } from '../builders.ts';
import { type Asked, replyWith, soundDraft } from '../model-arrange.ts';

let server: OpenAiStub;
beforeAll(async () => {
  server = await startOpenAiStub();
});
afterAll(() => server.close());

// A page with little text gives the bench no item.
const page = aPage(
  bookPages()
    .map(({ text }) => text)
    .join('\n\n'),
);
const material = { documentId: page.documentId, title: 'Land and sky', pages: [page] };
/** Two drafts wanted from a server with this answer. */
const figuresOf = async (draft: (asked: Asked) => object | string) => {
  server.script(replyWith(() => server, draft));
  const wanted = { url: server.url, model: 'some-model', count: 2, types: ['short_answer'] as const };
  return measure(material, await writeByServer(material, wanted));
};

describe('the figures of a server that writes items', () => {
  it('count the items and their shares for a server whose drafts are sound', async () => {
    expect(await figuresOf(soundDraft)).toEqual([
      {
        type: 'short_answer',
        items: 2,
        linted: 1,
        verbatim: 1,
        allGates: 1,
        sharedStems: 0,
        rejected: {},
        milliseconds: expect.any(Number),
      },
    ]);
  });

  it.each([
    [
      'quote what no page says',
      () => ({ quote: 'No page.', stem: 'Explain it.', correct: 'x' }),
      'quote-not-on-page',
    ],
    ['are no JSON', () => 'Here is an item.', 'malformed'],
    ['break the schema', () => ({ stem: 'Explain it.' }), 'breaks-schema'],
  ])('count by reason the drafts that %s', async (_, draft, reason) => {
    expect(await figuresOf(draft)).toMatchObject([{ items: 0, rejected: { [reason]: 2 } }]);
  });

  it('count the drafts of a server that is unavailable', async () => {
    server.script({ status: 401 });
    const wanted = { url: server.url, model: 'some-model', count: 2, types: ['cloze'] as const };
    expect(measure(material, await writeByServer(material, wanted))).toMatchObject([
      { type: 'cloze', items: 0, rejected: { 'model-failed': 2 } },
    ]);
  });
});
