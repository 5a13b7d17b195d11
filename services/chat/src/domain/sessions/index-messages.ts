import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { searchableForm } from '../searchable-form.ts';
import type { Repositories } from './ports.ts';

export type IndexMessagesDeps = { readonly unitOfWork: UnitOfWork<Pick<Repositories, 'messageSearch'>> };

const messagesPerTransaction = 500;

/**
 * Makes messages searchable that were stored by a service of the version before, which has no search.
 * Each batch is a transaction; a stop interrupts the work between two batches.
 */
export const indexMessages =
  ({ unitOfWork }: IndexMessagesDeps) =>
  async (_data: unknown, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    for (let isDone = false; !isDone; ) {
      signal.throwIfAborted();
      isDone = await unitOfWork.run(async ({ messageSearch }) => {
        const messages = await messageSearch.lockUnindexed(messagesPerTransaction);
        await messageSearch.add(
          messages.map(({ id, sessionId, ...message }) => ({
            id,
            sessionId,
            searchable: searchableForm(message),
          })),
        );
        return messages.length < messagesPerTransaction;
      });
    }
  };
