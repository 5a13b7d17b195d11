import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { span } from '@ai-teacher/service-kit/telemetry/spans.ts';
import type { ItemWriter } from '../domain/item-writing/ports.ts';
import { attributeNames, spanCatalogue } from '../telemetry-names.ts';
import { createWritingThreads, type WritingThreads } from './writing-threads.ts';

export type ThreadLimits = {
  readonly maxThreads: number;
  /**
   * Tasks that may wait for a thread, half of them of one owner. Further tasks are rejected with Problem
   * `overloaded`.
   */
  readonly maxWaiting: number;
  /** The time for one task, with the start of its thread. */
  readonly timeoutMilliseconds: number;
};

const retrySeconds = 5;

/**
 * Writes items in a separate thread. A long book, or a book that is designed to be slow to read, therefore
 * delays no student of this process. A thread ends when the caller of its task disconnects, at the timeout of
 * its task, or after a minute without a task.
 *
 * `write` throws Problem `overloaded` when too many tasks wait, and `deadline-exceeded` after the timeout.
 */
export const createThreadItemWriter = ({
  timeoutMilliseconds,
  ...limits
}: ThreadLimits): ItemWriter & Pick<WritingThreads, 'close'> => {
  const threads = createWritingThreads();
  const { acquire, release } = createThreadQueue(limits);

  const write: ItemWriter['write'] = async (task, { signal, ownerId }) => {
    signal.throwIfAborted();
    await acquire(ownerId, signal);
    try {
      return await threads.write(task, AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]));
    } finally {
      release(ownerId);
    }
  };
  return {
    close: threads.close,
    write: (task, options) => {
      const pages = task.materials.reduce((sum, material) => sum + material.pages.length, 0);
      const attributes = { [attributeNames.pages]: pages, [attributeNames.itemsWanted]: countOf(task.cells) };
      return span(spanCatalogue.writeItems.name(), attributes, async (writing) => {
        const written = await write(task, options);
        writing.setAttribute(
          attributeNames.itemsMade,
          countOf(written.cells.map(({ items }) => ({ count: items.length }))),
        );
        return written;
      });
    },
  };
};

const countOf = (cells: readonly { readonly count: number }[]): number =>
  cells.reduce((sum, { count }) => sum + count, 0);

type ThreadQueue = {
  /** Waits until a thread may start. Rejects when the queue is full or the signal aborts. */
  readonly acquire: (ownerId: string, signal: AbortSignal) => Promise<void>;
  readonly release: (ownerId: string) => void;
};

const createThreadQueue = ({
  maxThreads,
  maxWaiting,
}: Omit<ThreadLimits, 'timeoutMilliseconds'>): ThreadQueue => {
  const maxWaitingOfOwner = Math.ceil(maxWaiting / 2);
  const running: string[] = [];
  const queue: { readonly ownerId: string; readonly start: () => void }[] = [];
  const countOf = (ownerId: string): number => running.filter((id) => id === ownerId).length;
  return {
    acquire: async (ownerId, signal) => {
      if (running.length < maxThreads) {
        running.push(ownerId);
        return;
      }
      const ofOwner = queue.filter((waiting) => waiting.ownerId === ownerId).length;
      if (queue.length >= maxWaiting || ofOwner >= maxWaitingOfOwner)
        throw new Problem('overloaded', { retryAfterSeconds: retrySeconds });
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiting = { ownerId, start: resolve };
      const abandon = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
      };
      queue.push(waiting);
      signal.addEventListener('abort', abandon, { once: true });
      await promise.finally(() => signal.removeEventListener('abort', abandon));
    },
    /** Passes the thread to another owner who has none, if one waits. */
    release: (ownerId) => {
      running.splice(running.indexOf(ownerId), 1);
      const next =
        queue.find((waiting) => waiting.ownerId !== ownerId && countOf(waiting.ownerId) === 0) ?? queue[0];
      if (next === undefined) return;
      queue.splice(queue.indexOf(next), 1);
      running.push(next.ownerId);
      next.start();
    },
  };
};
