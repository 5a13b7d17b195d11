import { proseSentencesOf } from '@ai-teacher/language/prose-sentences.ts';
import type { WritingTask, WrittenItems } from '../ports.ts';
import { writeItems } from './write-items.ts';

/** What the writer that needs no model does with materials: pure work, repeatable, as long as the books are. */
export const writeExamItems = ({ materials, itemCount, types }: WritingTask): WrittenItems => {
  const pages = materials
    .flatMap((material) => material.pages)
    .map((page) => ({ page, sentences: proseSentencesOf(page.text) }));
  const seed = `${materials.map(({ documentId }) => documentId).join(',')}/${types.join(',')}`;
  return { items: writeItems({ pages, itemCount, types, seed }), reason: reasonFor(types.length) };
};

const reasonFor = (typeCount: number): string => {
  const hint = typeCount < 5 ? 'Allow more item types, or add' : 'Add';
  return `No further item of these types would certainly be right. ${hint} documents that define more terms.`;
};
