import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { Library } from '../domain/exams/ports.ts';
import type { SourcePage } from '../domain/item-writing/drafts/item-draft.ts';

const callTimeoutMilliseconds = 10_000;

/** Reads documents from the rag service with the access token of the current user. */
export const createMeshLibrary = (mesh: MeshClient): Library => ({
  read: async (documentId, { maxCharacters, signal }) => {
    const pages: SourcePage[] = [];
    let title = '';
    let readCharacters = 0;
    let from: number | null = 1;
    while (from !== null && readCharacters < maxCharacters) {
      const batch: Awaited<ReturnType<typeof mesh.call<typeof readPages>>> = await mesh.call(readPages, {
        params: { id: documentId },
        query: { from },
        timeoutMilliseconds: callTimeoutMilliseconds,
        signal,
      });
      title = batch.title;
      for (const { pageNumber, pageLabel, text, headings } of batch.items) {
        if (readCharacters >= maxCharacters) break;
        pages.push({ documentId, pageNumber, pageLabel, text, headings });
        readCharacters += text.length;
      }
      from = batch.nextFrom;
    }
    return { documentId, title, pages };
  },
  readPage: async (documentId, { pageNumber, signal }) => {
    const { items } = await mesh.call(readPages, {
      params: { id: documentId },
      query: { from: pageNumber, limit: 1 },
      timeoutMilliseconds: callTimeoutMilliseconds,
      signal,
    });
    const page = items.find((read) => read.pageNumber === pageNumber);
    return page === undefined ? undefined : { documentId, ...page };
  },
});
