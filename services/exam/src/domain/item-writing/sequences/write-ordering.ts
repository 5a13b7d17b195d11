import type { ItemDraft, ReadPage } from '../drafts/item-draft.ts';
import type { LanguageCode } from '../languages/material-language.ts';
import { stemIn } from '../stems/stem-of.ts';
import { findSequences, type Sequence } from './find-sequences.ts';
import { orderedOptionsOf } from './ordered-options.ts';

/** Writes “Put these steps in the correct order” from each sequence that the pages tell. */
export function* writeOrderingItems(pages: readonly ReadPage[]): Generator<ItemDraft> {
  for (const read of pages)
    for (const sequence of findSequences(read)) {
      const item = itemOf(sequence, read.language);
      if (item !== undefined) yield item;
    }
}

const stemKinds = { events: 'orderEvents', steps: 'orderSteps' } as const;

const itemOf = (
  { kind, subject, texts, source }: Sequence,
  language: LanguageCode,
): ItemDraft | undefined => {
  const stem = stemIn(language, stemKinds[kind], { subject, sample: texts.join(' ') });
  if (stem === undefined) return undefined;
  return { type: 'ordering', stem, points: 2, ...orderedOptionsOf(texts), confusable: [], source };
};
