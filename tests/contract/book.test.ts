import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deleteDocument, readPages } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RagApp, startRagApp } from '../../services/rag/test/rag-app.ts';

/**
 * Checks against the real rag service what chat and exam rely on when they quote a book.
 * The tests of chat and exam use stand-ins from the same contract.
 */
const book = readFileSync(join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf'));
const teacher = aTeacher();
const student = aStudent();
let rag: RagApp;
let documentId: string;

beforeAll(async () => {
  rag = await startRagApp();
  documentId = (await rag.ingested(teacher, book)).id;
}, 60_000);
afterAll(() => rag.close());

type Page = {
  pageNumber: number;
  pageLabel: string;
  text: string;
  headings: { offset: number; path: string[] }[];
};

const allPages = async (from: 'chat' | 'exam'): Promise<Page[]> => {
  const pages: Page[] = [];
  for (let next: number | null = 1; next !== null; ) {
    const query = { from: next, limit: 10 };
    const answer = await rag.call(readPages, { as: student, from, params: { id: documentId }, query });
    expect(answer.status).toBe(200);
    pages.push(...answer.body.items);
    next = answer.body.nextFrom;
  }
  return pages;
};

describe.each(['chat', 'exam'] as const)('readPages for %s', (from) => {
  it('returns every page once, in order, with its label and the offsets of its headings', async () => {
    const pages = await allPages(from);
    expect(pages.map((page) => page.pageNumber)).toEqual(pages.map((_, index) => index + 1));
    expect(pages.slice(0, 6).map((page) => page.pageLabel)).toEqual(['i', 'ii', 'iii', 'iv', '1', '2']);
    for (const page of pages.filter(({ headings }) => headings.length > 0)) {
      expect(page.headings[0]?.offset).toBe(0);
      for (const { offset } of page.headings) expect(offset).toBeLessThanOrEqual(page.text.length);
    }
  });

  it('returns pages that contain the text of a passage at its span', async () => {
    const pages = new Map((await allPages(from)).map((page) => [page.pageNumber, page]));
    const body = { query: 'How does a cloud form?', limit: 20 };
    const answer = await rag.call(search, { as: student, from, body });
    expect(answer.body.results.length).toBeGreaterThan(5);
    for (const { text, span, pageNumber, pageLabel } of answer.body.results) {
      const page = pages.get(pageNumber);
      expect(page?.text.slice(span.start, span.end)).toBe(text);
      expect(page?.pageLabel).toBe(pageLabel);
    }
  });

  it('answers alike for a forbidden document and an unknown one', async () => {
    const hidden = (await rag.ingested(aTeacher(), book, { visibility: 'private' })).id;
    for (const id of [hidden, randomUUID()]) {
      const pages = await rag.call(readPages, { as: student, from, params: { id } });
      const found = await rag.call(search, {
        as: student,
        from,
        body: { query: 'cloud', documentIds: [id] },
      });
      expect([pages.body.code, found.body.code]).toEqual(['document-not-found', 'document-not-found']);
    }
  });
});

describe('search for a deleted book', () => {
  it('finds no passage for any user', async () => {
    const owner = aTeacher({ institutionId: randomUUID() });
    const { id } = await rag.ingested(owner, book);
    const searching = () => rag.call(search, { as: owner, from: 'chat', body: { query: 'cloud' } });
    expect((await searching()).body.results.length).toBeGreaterThan(0);
    await rag.call(deleteDocument, { as: owner, params: { id } });
    expect((await searching()).body.results).toEqual([]);
  });
});
