import type { CallInput } from '@ai-teacher/contracts/call-input.ts';
import type { Operation, ReadOf } from '@ai-teacher/contracts/operation.ts';
import { createEdgeClient, EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import {
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { tokens } from './session-store.ts';
import { WorkFault, withStreamFaults } from './stream-faults.ts';

/**
 * The client of the API with the session of this browser. Reads and other repeatable calls are retried, and
 * streams throw their problems.
 */
export const api = withStreamFaults(
  createEdgeClient({
    gatewayUrl: location.origin,
    tokens,
    retry: { maxAttempts: 3, maxWaitMilliseconds: 5_000 },
  }),
);

/** The client of the API repeats calls by its own rules, so the queries do not. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 15_000, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});

type Options = { readonly enabled?: boolean; readonly refreshMilliseconds?: number };

/** The key of an answer: the operation and what was asked. */
export const keyOf = (op: Operation, input: { readonly params?: unknown; readonly query?: unknown }) => [
  op.operationId,
  input.params ?? null,
  input.query ?? null,
];

/** Reads the answer of an operation, and reads again when an action says that it changed. */
export const useAnswer = <Op extends Operation>(
  op: Op,
  input: CallInput<Op>,
  { enabled = true, refreshMilliseconds }: Options = {},
): UseQueryResult<ReadOf<Op>> =>
  useQuery<ReadOf<Op>>({
    queryKey: keyOf(op, input),
    queryFn: async ({ signal }) => (await api.call(op, { ...input, signal })).answer,
    enabled,
    ...(refreshMilliseconds === undefined ? {} : { refetchInterval: refreshMilliseconds }),
  });

type Paged = { readonly items: readonly unknown[]; readonly nextCursor: string | null };
export type ItemOf<Op> = ReadOf<Op> extends { readonly items: readonly (infer Item)[] } ? Item : never;

export type ListAnswer<Item> = {
  readonly items: readonly Item[] | undefined;
  readonly fault: unknown;
  readonly more: (() => void) | undefined;
  readonly isLoadingMore: boolean;
  readonly reload: () => void;
};

/** Reads a list page by page. `more` reads the next page; it is undefined at the end. */
export const useList = <Op extends Operation>(
  op: Op,
  input: CallInput<Op>,
  { enabled = true }: Options = {},
): ListAnswer<ItemOf<Op>> => {
  const list = useInfiniteQuery({
    queryKey: [...keyOf(op, input), 'pages'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam === undefined ? {} : { cursor: pageParam };
      const query = { ...(input.query as object | undefined), ...cursor };
      const asked = { ...input, query, signal } as CallInput<Op>;
      const answer: unknown = (await api.call(op, asked)).answer;
      return answer as Paged;
    },
    getNextPageParam: (page: Paged) => page.nextCursor ?? undefined,
    enabled,
  });
  return {
    items: list.data?.pages.flatMap((page) => page.items) as readonly ItemOf<Op>[] | undefined,
    fault: list.error,
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    isLoadingMore: list.isFetchingNextPage,
    reload: () => void list.refetch(),
  };
};

/** The answers of a server that has another state than the page shows. */
const outdatedStatuses = [404, 409, 412];
const isOutdated = (fault: unknown): boolean =>
  fault instanceof EdgeProblem && outdatedStatuses.includes(fault.problem?.status ?? 0);

/**
 * Calls an operation that changes something. `changes` names the operations whose answers it outdates. They
 * are read again also when the call is refused because something was changed or deleted elsewhere.
 */
export const useAction = <Op extends Operation>(
  op: Op,
  changes: readonly Operation[] = [],
): UseMutationResult<ReadOf<Op>, Error, CallInput<Op>> => {
  const client = useQueryClient();
  const readAgain = (): Promise<unknown> =>
    Promise.all(changes.map((changed) => client.invalidateQueries({ queryKey: [changed.operationId] })));
  return useMutation<ReadOf<Op>, Error, CallInput<Op>>({
    mutationFn: async (input) => (await api.call(op, input)).answer,
    onSuccess: readAgain,
    onError: (fault) => (isOutdated(fault) ? readAgain() : undefined),
  });
};

/** Whether what was asked for was deleted, or may no longer be read. */
export const isGone = (fault: unknown): boolean =>
  fault instanceof EdgeProblem && [403, 404].includes(fault.problem?.status ?? 0);

/** The request id of a fault, which finds its trace; undefined when no answer arrived. */
export const requestIdOf = (fault: unknown): string | undefined =>
  fault instanceof WorkFault
    ? fault.requestId
    : fault instanceof EdgeProblem
      ? fault.exchange.requestId || fault.problem?.requestId
      : undefined;
