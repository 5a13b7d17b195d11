import type { StoredChunk } from '../chunking/chunk.ts';
import { chunkIdOf } from '../chunking/chunk-id.ts';
import { chunkPage } from '../chunking/chunk-page.ts';
import type { ExtractedPage } from '../page.ts';

export type ChunkLimits = { readonly maxChunks: number; readonly maxCharacters: number };

/** Cuts all pages of a document into chunks. Returns undefined when the document has too many. */
export const chunkDocument = (
  documentId: string,
  pages: readonly ExtractedPage[],
  { maxChunks, maxCharacters }: ChunkLimits,
): StoredChunk[] | undefined => {
  const chunks: StoredChunk[] = [];
  for (const [index, page] of pages.entries()) {
    const neighbours = { before: pages[index - 1], after: pages[index + 1] };
    for (const chunk of chunkPage(page, neighbours, maxCharacters)) {
      if (chunks.length === maxChunks) return undefined;
      chunks.push({ ...chunk, id: chunkIdOf(documentId, chunk), position: chunks.length });
    }
  }
  return chunks;
};
