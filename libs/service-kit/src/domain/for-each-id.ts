/** Sorts before every id. */
export const beforeAllIds = '00000000-0000-0000-0000-000000000000';

/** At most `limit` ids that follow `after`, in their order. */
export type IdBatch = { readonly after: string; readonly limit: number };

const batchSize = 100;

type Options = {
  /** The id after which the work begins; by default the first. */
  readonly after?: string | undefined;
  /** Ends the run between two ids. A job passes its signal; a transaction has none. */
  readonly signal?: AbortSignal;
};

/**
 * Runs the work for each id, one after the other. The ids are read batch by batch, so ids that the work takes
 * out of the list, or that are added behind the present one, are no problem.
 *
 * @throws the reason of the signal when it aborts before the last id.
 */
export const forEachId = async (
  list: (batch: IdBatch) => Promise<readonly string[]>,
  work: (id: string) => Promise<void>,
  { after = beforeAllIds, signal }: Options = {},
): Promise<void> => {
  for (let last: string | undefined = after; last !== undefined; ) {
    signal?.throwIfAborted();
    const ids: readonly string[] = await list({ after: last, limit: batchSize });
    for (const id of ids) {
      signal?.throwIfAborted();
      await work(id);
    }
    last = ids.at(-1);
  }
};
