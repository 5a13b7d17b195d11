import { randomUUID } from 'node:crypto';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startExamApp, type TestExamApp } from '../exam-app.ts';

let app: TestExamApp;
beforeAll(async () => {
  app = await startExamApp();
});
afterAll(() => app.close());

const aLongDocument = (pages: number, charactersEach: number): string => {
  const documentId = randomUUID();
  const text = 'x'.repeat(charactersEach);
  const page = (pageNumber: number) => ({ pageNumber, pageLabel: String(pageNumber), text, headings: [] });
  app.shelf.set(documentId, { title: 'Long', pages: Array.from({ length: pages }, (_, at) => page(at + 1)) });
  return documentId;
};
const read = (documentId: string, maxCharacters = 1_000_000, signal = new AbortController().signal) =>
  app.deps.world.library.read(documentId, { maxCharacters, signal });

describe('createMeshLibrary', () => {
  it('createMeshLibrary reads all pages in order, each with the id of its document', async () => {
    const documentId = aLongDocument(101, 10);
    const { title, pages } = await read(documentId);
    expect(title).toBe('Long');
    expect(pages.map(({ pageNumber }) => pageNumber)).toEqual(Array.from({ length: 101 }, (_, at) => at + 1));
    expect(new Set(pages.map((page) => page.documentId))).toEqual(new Set([documentId]));
  });

  it('createMeshLibrary stops at the page that reaches the maximum of characters', async () => {
    const before = app.mesh.requests.length;
    const { pages } = await read(aLongDocument(200, 100), 1_050);
    expect(pages).toHaveLength(11);
    expect(app.mesh.requests.length - before).toBe(1);
  });

  it('createMeshLibrary rejects with the problem of rag, and when its signal is aborted', async () => {
    await expect(read(randomUUID())).rejects.toMatchObject({ code: 'document-not-found' });
    const refused = randomUUID();
    app.shelf.set(refused, new Problem('document-not-ready', { detail: 'Still reading.' }));
    await expect(read(refused)).rejects.toMatchObject({
      code: 'document-not-ready',
      detail: 'Still reading.',
    });
    await expect(read(aLongDocument(3, 10), 100, AbortSignal.abort())).rejects.toThrow();
  });
});
