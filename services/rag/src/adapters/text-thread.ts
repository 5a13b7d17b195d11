import { Worker } from 'node:worker_threads';
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

const maxHeapMegabytes = 512;

export type TextThread = Embedder & Chunker & { readonly close: () => Promise<void> };

/**
 * Cuts and weighs texts in a thread of its own, one task after the other. The thread starts with the
 * first task, and again after it ended unexpectedly; then its tasks fail and their jobs try again. A
 * query is short, so it is weighed on the calling thread.
 */
export const createTextThread = (limits: ChunkLimits): TextThread => {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;
  const start = (): Worker => {
    const started = new Worker(new URL('./text-worker.ts', import.meta.url), {
      env: {},
      // The options of the process load the telemetry, which this thread does not need.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes },
    });
    const end = (cause: unknown) => {
      if (worker === started) worker = undefined;
      for (const { reject } of waiting.values()) reject(new Error('the text thread ended', { cause }));
      waiting.clear();
    };
    started.on('message', ({ id, result, fault }: TextReply) => {
      const task = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) started.unref();
      if (fault === undefined) task?.resolve(result);
      else task?.reject(new Error(fault));
    });
    started.on('error', end);
    started.on('exit', end);
    return started;
  };
  const run = <Result>(task: TextTask): Promise<Result> =>
    new Promise((resolve, reject) => {
      worker ??= start();
      lastId += 1;
      waiting.set(lastId, { resolve: resolve as (result: unknown) => void, reject });
      worker.ref();
      worker.postMessage({ id: lastId, task });
    });
  return {
    chunk: (documentId, pages) =>
      run<StoredChunk[] | undefined>({ kind: 'chunk', documentId, pages, limits }),
    embedPassages: (texts, maxTerms) => run<PassageEmbedding[]>({ kind: 'embed', texts, maxTerms }),
    embedQuery: async (text) => embedQuery(text),
    close: async () => {
      await worker?.terminate();
    },
  };
};
