import { quoted } from '@ai-teacher/language/quotes.ts';
import type { ItemDraft, ReadPage } from '../drafts/item-draft.ts';
import { findSequences, type Sequence } from './find-sequences.ts';
import { orderedOptionsOf } from './ordered-options.ts';

/** Writes “Put these steps in the correct order” from each sequence that the pages tell. */
export function* writeOrderingItems(pages: readonly ReadPage[]): Generator<ItemDraft> {
  for (const read of pages) yield* findSequences(read).map(itemOf);
}

const itemOf = ({ kind, subject, texts, source }: Sequence): ItemDraft => ({
  type: 'ordering',
  stem: stemOf(kind, subject),
  points: 2,
  ...orderedOptionsOf(texts),
  confusable: [],
  source,
});

const stemOf = (kind: Sequence['kind'], subject: string): string => {
  const about = subject === '' ? '' : ` ${quoted(subject)}`;
  return kind === 'events'
    ? `Put these events in order, the earliest first.${about}`
    : `Put these steps in the correct order.${about}`;
};
