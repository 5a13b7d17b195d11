import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation, ReadOf } from '@ai-teacher/contracts/operation.ts';
import { api } from './calls.ts';

type ItemOf<Op> = ReadOf<Op> extends { readonly items: readonly (infer Item)[] } ? Item : never;
type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

export type WholeList<Item> = {
  readonly items: readonly Item[];
  /** Whether the list continues after `maxItems`. */
  readonly isCut: boolean;
};

/** Reads the pages of a list one after the other, until the list ends or `maxItems` were read. */
export const readAll = async <Op extends Operation>(
  op: Op,
  input: CallInput<Op>,
  maxItems: number,
): Promise<WholeList<ItemOf<Op>>> => {
  const items: ItemOf<Op>[] = [];
  let cursor: string | null = null;
  do {
    const place: object = cursor === null ? {} : { cursor };
    const asked = { ...input, query: { ...(input.query as object | undefined), limit: 100, ...place } };
    const answer: unknown = (await api.call(op, asked as CallInput<Op>)).answer;
    const page = answer as Page<ItemOf<Op>>;
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < maxItems);
  return { items, isCut: cursor !== null };
};
