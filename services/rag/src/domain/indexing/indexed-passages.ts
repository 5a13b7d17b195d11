import { createHash } from 'node:crypto';
import type { StoredChunk } from '../chunking/chunk.ts';
import type { BookDocument } from '../document.ts';
import type { IndexedPassage } from './ports.ts';

export const toPassages = (
  { id: documentId, title, institutionId, ownerId, visibility, audience, excluded }: BookDocument,
  batch: readonly StoredChunk[],
  embeddings: readonly IndexedPassage['embedding'][],
): IndexedPassage[] =>
  batch.flatMap((chunk, at) => {
    const embedding = embeddings[at];
    if (embedding === undefined) return [];
    const textHash = textHashOf(indexedText(title, chunk));
    const owner = { documentId, institutionId, ownerId };
    return [{ chunkId: chunk.id, textHash, ...owner, visibility, audience, excluded, embedding }];
  });

/** Terms of one call of the index: writing more of them as JSON holds up requests. */
const termsPerCall = 20_000;

export function* inParts(passages: readonly IndexedPassage[]): Generator<IndexedPassage[]> {
  let part: IndexedPassage[] = [];
  let terms = 0;
  for (const passage of passages) {
    const size = passage.embedding.sparse.indices.length;
    if (part.length > 0 && terms + size > termsPerCall) {
      yield part;
      part = [];
      terms = 0;
    }
    part.push(passage);
    terms += size;
  }
  if (part.length > 0) yield part;
}

/** Puts title and headings in front of a passage, because they name its subject. */
export const indexedText = (title: string, { headingPath, text, carriedOver }: StoredChunk): string =>
  `${[title, ...headingPath].join(' › ')}\n${text}\n${carriedOver}`;

/** Names the text of a passage, so that a vector of the same text is not made again. */
export const textHashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 22);
