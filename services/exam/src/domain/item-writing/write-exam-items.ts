import { proseSentencesOf } from '@ai-teacher/language/prose-sentences.ts';
import type { WritingTask, WrittenItems } from './ports.ts';
import { writeItems } from './write-items.ts';

/**
 * Writes items from materials without a model. The result depends only on the task, and the duration grows
 * with the length of the books.
 */
export const writeExamItems = ({ materials, itemCount, types }: WritingTask): WrittenItems => {
  const pages = materials
    .flatMap((material) => material.pages)
    .map((page) => ({ page, sentences: proseSentencesOf(page.text) }));
  const seed = `${materials.map(({ documentId }) => documentId).join(',')}/${types.join(',')}`;
  return { items: writeItems({ pages, itemCount, types, seed }), reason: reasonFor(types.length) };
};

const reasonFor = (typeCount: number): string => {
  const hint = typeCount < 5 ? 'Allow more item types, or add' : 'Add';
  return `The documents support no further item of these types with a certain answer. ${hint} documents that define more terms.`;
};
