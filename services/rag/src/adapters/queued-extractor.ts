import type { Extractor } from '../domain/ingestion/ports.ts';

/** Limits the concurrent extractions of this process. Further extractions wait in order. */
export const createQueuedExtractor = (extractor: Extractor, maxConcurrent: number): Extractor => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    extract: async (pdf, options) => {
      if (running >= maxConcurrent) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        options.signal.throwIfAborted();
        return await extractor.extract(pdf, options);
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
};
