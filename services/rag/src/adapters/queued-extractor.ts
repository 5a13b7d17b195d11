import type { Extractor } from '../domain/ports.ts';

/** Lets only so many extractions run at once in this process; the others wait for their turn, in order. */
export const takingTurns = (extractor: Extractor, atOnce: number): Extractor => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    extract: async (pdf, options) => {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
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
