import PQueue from 'p-queue';
import type { Extractor } from '../domain/ingestion/ports.ts';

/** Limits the concurrent extractions of this process. Further extractions wait in order. */
export const createQueuedExtractor = (extractor: Extractor, maxConcurrent: number): Extractor => {
  const queue = new PQueue({ concurrency: maxConcurrent });
  return {
    extract: (pdf, options) =>
      queue.add(() => {
        options.signal.throwIfAborted();
        return extractor.extract(pdf, options);
      }),
  };
};
