import type { ItemDraft, Quantity } from '../item-writing/drafts/item-draft.ts';

/**
 * The quantity of a numeric item that a teacher wrote or changed. Without a decimal sign of its own it has
 * that of the book.
 */
export const quantityOf = (
  { type, quantity }: { readonly type: ItemDraft['type']; readonly quantity?: Quantity | undefined },
  decimalSign: Quantity['decimalSign'],
): Pick<ItemDraft, 'quantity'> => {
  if (type !== 'numeric') return quantity === undefined ? {} : { quantity };
  const sign = quantity?.decimalSign ?? decimalSign;
  return { quantity: { ...quantity, ...(sign === undefined ? {} : { decimalSign: sign }) } };
};
