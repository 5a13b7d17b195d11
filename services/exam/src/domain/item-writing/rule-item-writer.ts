import type { ItemWriter } from '../ports.ts';
import { type ReadPage, readSentences } from './read-sentences.ts';
import { writeItems } from './write-items.ts';

const PAGES_BETWEEN_BREATHS = 25;

/**
 * The writer that needs no model: items from definitions and plain sentences, right by construction.
 *
 * @param breathe lets other requests of the process go first.
 */
export const createRuleItemWriter = ({ breathe }: { breathe: () => Promise<void> }): ItemWriter => ({
  write: async ({ materials, itemCount, types, signal }) => {
    const pages: ReadPage[] = [];
    for (const page of materials.flatMap((material) => material.pages)) {
      pages.push({ page, sentences: readSentences(page) });
      if (pages.length % PAGES_BETWEEN_BREATHS === 0) await breathe();
      signal.throwIfAborted();
    }
    const seed = `${materials.map(({ documentId }) => documentId).join(',')}/${types.join(',')}`;
    const items = await writeItems({
      pages,
      itemCount,
      types,
      seed,
      breathe: async () => {
        await breathe();
        signal.throwIfAborted();
      },
    });
    return { items, reason: reasonFor(types.length) };
  },
});

function reasonFor(typeCount: number): string {
  const hint = typeCount < 5 ? 'Allow more item types, or add' : 'Add';
  return `No further item of these types would certainly be right. ${hint} documents that define more terms.`;
}
