import { forEachId, type IdBatch } from '@ai-teacher/service-kit/domain/for-each-id.ts';

type Options = {
  /** That of the job: aborted when the process stops. */
  readonly signal: AbortSignal;
  /** The id after which the work begins; by default the first. */
  readonly after?: string | undefined;
  /** Runs after the work for an attempt has failed. A failure of this ends the run. */
  readonly onFailure?: (attemptId: string) => Promise<void>;
};

/**
 * Runs the work for each attempt, also after the work for another attempt has failed: one attempt must not
 * withhold the results of all students. A stop ends the run between two attempts. Work that fails then is no
 * failure of its attempt, because the queue repeats the job.
 *
 * @returns the first failure.
 * @throws the reason of the signal, or the failure of the work that was interrupted.
 */
export const forEachAttempt = async (
  list: (batch: IdBatch) => Promise<readonly string[]>,
  work: (attemptId: string) => Promise<void>,
  { after, onFailure, signal }: Options,
): Promise<{ readonly error: unknown } | undefined> => {
  let failure: { readonly error: unknown } | undefined;
  const tolerant = async (attemptId: string): Promise<void> => {
    try {
      await work(attemptId);
    } catch (error) {
      if (signal.aborted) throw error;
      await onFailure?.(attemptId);
      failure ??= { error };
    }
  };
  await forEachId(list, tolerant, { after, signal });
  return failure;
};
