import { Worker } from 'node:worker_threads';
import { environmentOfThread } from '@ai-teacher/service-kit/compiled-code.ts';
import type { StoredChunk } from '../domain/chunking/chunk.ts';
import type { Embedder, PassageEmbedding } from '../domain/indexing/ports.ts';
import type { ChunkLimits } from '../domain/ingestion/chunk-document.ts';
import type { Chunker } from '../domain/ingestion/ports.ts';
import type { ExtractedPage } from '../domain/page.ts';
import { embedQuery } from './murmur-sparse-embedder.ts';

export type TextTask =
  | {
      readonly kind: 'chunk';
      readonly documentId: string;
      readonly pages: readonly ExtractedPage[];
      readonly limits: ChunkLimits;
    }
  | { readonly kind: 'embed'; readonly texts: readonly string[]; readonly maxTerms: number };

export type TextReply = { readonly id: number; readonly result?: unknown; readonly fault?: string };

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

export type TextThread = Embedder & Chunker & { readonly close: () => Promise<void> };

/**
 * Cuts and weighs texts in a thread of its own, one task after the other. The thread starts with the
 * first task, and again after it ended unexpectedly; then its tasks fail and their jobs try again. A
 * query is short, so it is weighed on the calling thread.
 *
 * @param maxHeapMegabytes of the thread. The thread ends when a task needs more.
 */
export const createTextThread = (limits: ChunkLimits, maxHeapMegabytes = 512): TextThread => {
  let current: RunningThread | undefined;
  let closed = false;
  const start = (): RunningThread => {
    const started = startThread(maxHeapMegabytes, () => {
      if (current === started) current = undefined;
    });
    return started;
  };
  const run = async <Result>(task: TextTask): Promise<Result> => {
    if (closed) throw new Error('the text thread is closed');
    current ??= start();
    return (await current.run(task)) as Result;
  };
  return {
    maxChunks: limits.maxChunks,
    chunk: (documentId, pages) =>
      run<StoredChunk[] | undefined>({ kind: 'chunk', documentId, pages, limits }),
    embedPassages: (texts, maxTerms) => run<PassageEmbedding[]>({ kind: 'embed', texts, maxTerms }),
    embedQuery: async (text) => embedQuery(text),
    close: async () => {
      closed = true;
      await current?.terminate();
    },
  };
};

type RunningThread = {
  readonly run: (task: TextTask) => Promise<unknown>;
  readonly terminate: () => Promise<unknown>;
};

/** Every thread has its own waiting tasks, so the end of one thread never fails a task of the next. */
const startThread = (maxHeapMegabytes: number, onEnd: () => void): RunningThread => {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const worker = new Worker(new URL('./text-worker.ts', import.meta.url), {
    env: environmentOfThread(),
    // The options of the process load the telemetry, which this thread does not need.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes },
  });
  const end = (cause: unknown) => {
    onEnd();
    for (const { reject } of waiting.values()) reject(new Error('the text thread ended', { cause }));
    waiting.clear();
  };
  worker.on('message', ({ id, result, fault }: TextReply) => {
    const task = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
    if (fault === undefined) task?.resolve(result);
    else task?.reject(new Error(fault));
  });
  worker.on('error', end);
  worker.on('exit', end);
  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        worker.postMessage({ id: lastId, task });
        waiting.set(lastId, { resolve, reject });
        worker.ref();
      }),
    terminate: () => worker.terminate(),
  };
};
