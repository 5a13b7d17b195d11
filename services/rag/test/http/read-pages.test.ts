import { randomUUID } from 'node:crypto';
import { listPageLabels, readPages } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { aStudent, aTeacher } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../make-pdf.ts';
import { type RagApp, startRagApp } from '../rag-app.ts';

const teacher = aTeacher();
const student = aStudent();
let app: RagApp;
let bookId: string;
beforeAll(async () => {
  app = await startRagApp();
  const names = ['Ants', 'Bees', 'Cats', 'Dogs'];
  const book = makePdf({
    pageLabels: '0 << /S /r >> 1 << /S /D >>',
    outline: [{ title: 'Cats', pageIndex: 2 }],
    pages: names.map((name) => ({ lines: [name, `${name} are animals.`] })),
  });
  bookId = (await app.ingested(teacher, book, { title: 'Animals' })).id;
});
afterAll(() => app.close());

const read = (id: string, query: Record<string, number> = {}, as = student) =>
  app.call(readPages, { as, from: 'chat', params: { id }, query });

describe('200', () => {
  it('readPages returns the stored text with labels and headings, in ranges', async () => {
    const first = await read(bookId, { limit: 3 });
    expect(first.body).toMatchObject({ documentId: bookId, title: 'Animals', nextFrom: 4 });
    expect(first.body.items[2]).toEqual({
      pageNumber: 3,
      pageLabel: '2',
      declaredLabel: '2',
      printedLabel: null,
      labelReason: 'declared-by-file',
      text: 'Cats Cats are animals.',
      headings: [{ offset: 0, path: ['Cats'] }],
    });
    const rest = await read(bookId, { from: 4 });
    expect(rest.body.items.map((page: { pageNumber: number }) => page.pageNumber)).toEqual([4]);
    expect(rest.body.nextFrom).toBeNull();
    expect((await read(bookId, { from: 99 })).body).toMatchObject({ items: [], nextFrom: null });
  });

  it('readPages returns pages to a student through the edge', async () => {
    const { status, body } = await app.call(readPages, {
      as: student,
      params: { id: bookId },
      query: { from: 3, limit: 1 },
    });
    expect({ status, text: body.items[0].text }).toEqual({ status: 200, text: 'Cats Cats are animals.' });
  });

  it('readPages returns the text that the spans of search results refer to', async () => {
    const { body } = await app.call(search, { as: student, from: 'exam', body: { query: 'dogs animals' } });
    const [hit] = body.results;
    const { items } = (await read(bookId, { from: hit.pageNumber, limit: 1 })).body;
    expect(items[0].text.slice(hit.span.start, hit.span.end)).toBe(hit.text);
  });
});

describe('200 of listPageLabels', () => {
  it('listPageLabels states both labels of each page, and which of them is believed', async () => {
    const names = ['Ants', 'Bees', 'Cats', 'Dogs', 'Eels'];
    const book = await app.ingested(
      teacher,
      makePdf({
        pageLabels: '0 << /S /D >>',
        pages: names.map((name, index) => ({
          lines: [`${name} live.`, ...(index === 3 ? [] : [{ text: `- ${index + 37} -`, x: 280, y: 40 }])],
        })),
      }),
    );
    const { body } = await app.call(listPageLabels, {
      as: student,
      params: { id: book.id },
      query: { from: 3, limit: 2 },
    });
    expect(body).toEqual({
      documentId: book.id,
      items: [
        {
          pageNumber: 3,
          pageLabel: '39',
          declaredLabel: '3',
          printedLabel: '39',
          labelReason: 'declared-only-counts',
        },
        {
          pageNumber: 4,
          pageLabel: '40',
          declaredLabel: '4',
          printedLabel: null,
          labelReason: 'fits-neighbours',
        },
      ],
      nextFrom: 5,
    });
    expect(book.warningDetails).toMatchObject([{ code: 'page-labels' }]);
  });
});

describe('404', () => {
  it('readPages answers 404 by the rights of the user, not of the calling service', async () => {
    const hidden = await app.ingested(teacher, makePdf({ pages: [{ lines: ['Mine.'] }] }), {
      visibility: 'private',
    });
    expect((await read(hidden.id, {}, teacher)).status).toBe(200);
    expect((await read(hidden.id)).status).toBe(404);
    const labels = await app.call(listPageLabels, { as: student, params: { id: hidden.id } });
    expect(labels.status).toBe(404);
    expect((await read(randomUUID())).status).toBe(404);
  });
});

describe('409', () => {
  it('readPages answers 409 for a document without readable pages', async () => {
    const scan = await app.ingested(teacher, makePdf({ pages: [{ lines: [] }] }));
    const answer = await read(scan.id);
    expect([answer.status, answer.body.code]).toEqual([409, 'document-not-ready']);
    const labels = await app.call(listPageLabels, { as: student, params: { id: scan.id } });
    expect([labels.status, labels.body.code]).toEqual([409, 'document-not-ready']);
  });
});
