import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { OwnerSlots } from '../domain/exams/ports.ts';

const retrySeconds = 5;

/**
 * Counts the work of each owner in this process. One owner therefore cannot fill the queue of the writing
 * threads, and other teachers get their turn.
 *
 * @param maxPerOwner pieces of work of one owner that may run or wait concurrently.
 */
export const createOwnerSlots = (maxPerOwner: number): OwnerSlots => {
  const taken = new Map<string, number>();
  const release = (ownerId: string): void => {
    const others = (taken.get(ownerId) ?? 0) - 1;
    if (others > 0) taken.set(ownerId, others);
    else taken.delete(ownerId);
  };
  return {
    run: async (ownerId, work) => {
      const others = taken.get(ownerId) ?? 0;
      if (others >= maxPerOwner)
        throw new Problem('generation-limit-reached', { retryAfterSeconds: retrySeconds });
      taken.set(ownerId, others + 1);
      try {
        return await work();
      } finally {
        release(ownerId);
      }
    },
  };
};
