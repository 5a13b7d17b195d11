import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { searchableForm } from '../searchable-form.ts';
import type { Repositories } from './ports.ts';

export type IndexMessagesDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'messageSearch'>> };

const messagesPerTransaction = 500;

/**
 * Makes messages searchable that a service of the previous version stored, which has no search. Each batch
 * is a transaction, and begins after the last one. A stop interrupts the work between two batches.
 */
export const indexMessages =
  ({ unitOfWork }: IndexMessagesDeps) =>
  async (_data: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    for (let after: string | undefined, isDone = false; !isDone; ) {
      signal.throwIfAborted();
      const messages = await unitOfWork.run(async ({ messageSearch }) => {
        const found = await messageSearch.lockUnindexed({ after, limit: messagesPerTransaction });
        await messageSearch.add(
          found.map(({ id, sessionId, ...message }) => ({
            id,
            sessionId,
            searchable: searchableForm(message),
          })),
        );
        return found;
      });
      after = messages.at(-1)?.id;
      isDone = messages.length < messagesPerTransaction;
    }
  };
