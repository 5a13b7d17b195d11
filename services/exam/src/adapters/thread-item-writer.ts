import { Worker } from 'node:worker_threads';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { span } from '@ai-teacher/service-kit/telemetry/spans.ts';
import type { ItemWriter, WritingTask, WrittenItems } from '../domain/ports.ts';
import { attributeNames, spanCatalogue } from '../telemetry-names.ts';

export type ThreadLimits = {
  /** Threads that write at the same time. */
  readonly threads: number;
  /** Tasks that may wait for one; beyond these the service is overloaded. */
  readonly waiting: number;
  /** The longest a thread may write. */
  readonly milliseconds: number;
};

const heapMegabytes = 512;
const retrySeconds = 5;

/**
 * Writes items in a thread of its own, so that a long book, or one made to be slow to read, holds up nobody who is
 * sitting an exam in this process. A thread ends with its task, when the caller leaves, or when its time is over.
 *
 * `write` throws Problem `overloaded` when too many tasks wait, `deadline-exceeded` when the time was not enough.
 */
export const createThreadItemWriter = ({ threads, waiting, milliseconds }: ThreadLimits): ItemWriter => {
  let running = 0;
  const queue: (() => void)[] = [];

  const enter = async (signal: AbortSignal): Promise<void> => {
    if (running < threads) {
      running += 1;
      return;
    }
    if (queue.length >= waiting) throw new Problem('overloaded', { retryAfterSeconds: retrySeconds });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      queue.splice(queue.indexOf(resolve), 1);
      reject(signal.reason);
    };
    queue.push(resolve);
    signal.addEventListener('abort', leave, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', leave));
  };
  /** The place goes to who has waited longest, so `running` falls only when nobody waits. */
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };

  const write: ItemWriter['write'] = async (task, { signal }) => {
    signal.throwIfAborted();
    await enter(signal);
    try {
      return await writeInThread(task, AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]));
    } finally {
      leave();
    }
  };
  return {
    write: (task, options) => {
      const pages = task.materials.reduce((sum, material) => sum + material.pages.length, 0);
      const wish = { [attributeNames.pages]: pages, [attributeNames.itemsWanted]: task.itemCount };
      return span(spanCatalogue.writeItems.name(), wish, async (writing) => {
        const written = await write(task, options);
        writing.setAttribute(attributeNames.itemsMade, written.items.length);
        return written;
      });
    },
  };
};

const writeInThread = async (task: WritingTask, signal: AbortSignal): Promise<WrittenItems> => {
  const { promise, resolve, reject } = Promise.withResolvers<WrittenItems>();
  // Neither the telemetry of the process nor its flags: the thread computes and says one thing.
  const thread = new Worker(new URL('./item-writing-thread.ts', import.meta.url), {
    workerData: task,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  const stop = () => reject(new Problem('deadline-exceeded', { cause: signal.reason }));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', (code) => reject(new Error(`the writing thread ended with ${code} and no items`)));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.terminate();
  }
};
