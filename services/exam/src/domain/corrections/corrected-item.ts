import { itemOf } from '../editing/editable-exam.ts';
import { assertSoundItem } from '../editing/item-rules.ts';
import { isOrderSecret } from '../exams/item-order.ts';
import type { ExamItem } from '../exams/ports.ts';
import type { ItemKey } from '../item-writing/drafts/item-draft.ts';
import type { Credit } from './ports.ts';

type Request = { readonly key?: ItemKey | undefined; readonly credit: Credit };

/**
 * The item of an exam before and after a correction.
 *
 * @throws Problem `item-not-found`, or `input-invalid` for a key that the item cannot have.
 */
export const correctedItem = (
  items: readonly ExamItem[],
  itemId: string,
  { key, credit }: Request,
): { readonly item: ExamItem; readonly corrected: ExamItem } => {
  const item = itemOf({ items }, itemId);
  const corrected = withCorrection(item, { key: key ?? item.key, credit });
  assertSoundItem(
    corrected,
    items.filter(({ id }) => id !== item.id),
  );
  return { item, corrected };
};

/**
 * The item with its new key. A term that is now a key must not count as another term. The order of the
 * options still avoids the keys of the item before its first correction: students have seen this order, so
 * another one would reveal a key.
 */
const withCorrection = (item: ExamItem, { key, credit }: { key: ItemKey; credit: Credit }): ExamItem => {
  const { alsoAccepted = [], everyoneCorrect: _, ...plain } = item;
  const avoidedKeys = item.avoidedKeys ?? [item.key, ...alsoAccepted];
  const earlier =
    credit === 'either_key' ? [...alsoAccepted, item.key].filter((one) => !isSame(one, key)) : [];
  return {
    ...plain,
    key,
    confusable: item.confusable.filter((term) => term !== key),
    ...(earlier.length === 0 ? {} : { alsoAccepted: earlier }),
    ...(credit === 'everyone' ? { everyoneCorrect: true } : {}),
    ...(isOrderSecret(item) ? { avoidedKeys } : {}),
  };
};

const isSame = (one: ItemKey, other: ItemKey): boolean => JSON.stringify(one) === JSON.stringify(other);
