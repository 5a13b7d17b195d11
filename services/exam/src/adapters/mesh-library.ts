import { readPages } from '@ai-teacher/contracts/rag/library.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { SourcePage } from '../domain/item-writing/drafts/item-draft.ts';
import type { Library } from '../domain/ports.ts';

const callMilliseconds = 10_000;

/** Documents come from the rag service, on the rights of the user whose request this is. */
export const createMeshLibrary = (mesh: MeshClient): Library => ({
  read: async (documentId, { characters, signal }) => {
    const pages: SourcePage[] = [];
    let title = '';
    let read = 0;
    let from: number | null = 1;
    while (from !== null && read < characters) {
      const batch: Awaited<ReturnType<typeof mesh.call<typeof readPages>>> = await mesh.call(readPages, {
        params: { id: documentId },
        query: { from },
        timeoutMilliseconds: callMilliseconds,
        signal,
      });
      title = batch.title;
      for (const { pageNumber, pageLabel, text, headings } of batch.items) {
        if (read >= characters) break;
        pages.push({ documentId, pageNumber, pageLabel, text, headings });
        read += text.length;
      }
      from = batch.nextFrom;
    }
    return { documentId, title, pages };
  },
});
