import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, type ItemOf, keyOf } from './calls.ts';

type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };
const maxItemsPerPage = 100;

export type WholeList<Item> = {
  readonly items: readonly Item[];
  /** Whether the list continues after these items. The page says so. */
  readonly isCut: boolean;
};

/**
 * Reads the pages of a list one after the other, until the list ends. It sends as many requests as `maxItems`
 * need in full pages.
 */
export const readAll = async <Op extends Operation>(
  op: Op,
  input: CallInput<Op>,
  maxItems: number,
): Promise<WholeList<ItemOf<Op>>> => {
  const items: ItemOf<Op>[] = [];
  let cursor: string | null = null;
  let pagesLeft = Math.ceil(maxItems / maxItemsPerPage);
  do {
    const place: object = cursor === null ? {} : { cursor };
    const query = { ...(input.query as object | undefined), limit: maxItemsPerPage, ...place };
    const answer: unknown = (await api.call(op, { ...input, query } as CallInput<Op>)).answer;
    const page = answer as Page<ItemOf<Op>>;
    items.push(...page.items);
    cursor = page.nextCursor;
    pagesLeft -= 1;
  } while (cursor !== null && pagesLeft > 0);
  return { items: items.slice(0, maxItems), isCut: cursor !== null || items.length > maxItems };
};

/** Entries of a list to choose from: ten requests. */
const maxChoices = 1_000;

export type WholeAnswer<Item> = {
  /** Undefined until the list is read. */
  readonly items: readonly Item[] | undefined;
  readonly isCut: boolean;
  readonly fault: unknown;
  readonly reload: () => void;
};

export const wholeAnswer = <Item>(list: UseQueryResult<WholeList<Item>>): WholeAnswer<Item> => ({
  items: list.data?.items,
  isCut: list.data?.isCut === true,
  fault: list.error,
  reload: () => void list.refetch(),
});

/** Reads a list as a whole, because a person chooses from it. */
export const useWholeList = <Op extends Operation>(op: Op, input: CallInput<Op>): WholeAnswer<ItemOf<Op>> => {
  const list = useQuery<WholeList<ItemOf<Op>>>({
    queryKey: [...keyOf(op, input), 'whole'],
    queryFn: ({ signal }) => readAll(op, { ...input, signal }, maxChoices),
  });
  return wholeAnswer(list);
};
