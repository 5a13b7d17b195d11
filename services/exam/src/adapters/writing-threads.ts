import { Worker } from 'node:worker_threads';
import { environmentOfThread } from '@ai-teacher/service-kit/compiled-code.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { WritingTask, WrittenItems } from '../domain/item-writing/ports.ts';

export type WritingThreads = {
  /**
   * Writes in an idle thread, or in a new one. When the signal aborts, the thread ends and Problem
   * `deadline-exceeded` is thrown.
   */
  readonly write: (task: WritingTask, signal: AbortSignal) => Promise<WrittenItems>;
  /** Ends idle threads, and each other thread after its task. */
  readonly close: () => Promise<void>;
};

const heapMegabytes = 512;
const idleMilliseconds = 60_000;

/**
 * Threads that write one task after the other. A start takes 0.35 s of processor time, an exam of five items
 * from a short book 0.01 s. So a thread waits a minute for its next task before it ends.
 */
export const createWritingThreads = (): WritingThreads => {
  const idle = new Map<Worker, NodeJS.Timeout>();
  let closed = false;

  const forget = (thread: Worker): void => {
    clearTimeout(idle.get(thread));
    idle.delete(thread);
  };
  const start = (): Worker => {
    const thread = startThread();
    thread.on('error', () => forget(thread));
    thread.once('exit', () => forget(thread));
    return thread;
  };
  const take = (): Worker => {
    const [thread] = idle.keys();
    if (thread === undefined) return start();
    forget(thread);
    thread.ref();
    return thread;
  };
  const retain = (thread: Worker): void => {
    if (closed) {
      void thread.terminate();
      return;
    }
    thread.unref();
    idle.set(thread, setTimeout(() => void thread.terminate(), idleMilliseconds).unref());
  };
  return {
    write: async (task, signal) => {
      const thread = take();
      try {
        const written = await answerOf(thread, task, signal);
        retain(thread);
        return written;
      } catch (fault) {
        await thread.terminate();
        throw fault;
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([...idle.keys()].map((thread) => thread.terminate()));
    },
  };
};

/**
 * The thread computes and posts one message a task. It needs neither telemetry nor the flags of the
 * process.
 */
const startThread = (): Worker =>
  new Worker(new URL('./item-writing-thread.ts', import.meta.url), {
    execArgv: [],
    env: environmentOfThread(),
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });

const answerOf = async (thread: Worker, task: WritingTask, signal: AbortSignal): Promise<WrittenItems> => {
  const { promise, resolve, reject } = Promise.withResolvers<WrittenItems>();
  const stop = () => reject(new Problem('deadline-exceeded', { cause: signal.reason }));
  const fail = (code: number) =>
    reject(new Error(`the writing thread exited with code ${code} before it posted items`));
  thread.on('message', resolve).on('error', reject).on('exit', fail);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  thread.postMessage(task);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    thread.off('message', resolve).off('error', reject).off('exit', fail);
  }
};
