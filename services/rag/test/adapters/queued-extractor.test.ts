import { describe, expect, it } from '@jest/globals';
import { createQueuedExtractor } from '../../src/adapters/queued-extractor.ts';
import type { Extraction, Extractor } from '../../src/domain/ingestion/ports.ts';

const ready: Extraction = { state: 'ready', title: undefined, warnings: [], pages: [] };

async function* named(name: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(name);
}

const turnOfEventLoop = () => new Promise((resolve) => setImmediate(resolve));

/** Records the files whose extraction has begun. The test ends each extraction with `end`. */
const startQueue = (maxConcurrent: number) => {
  const started: string[] = [];
  const endings = new Map<string, (outcome: Extraction | Error) => void>();
  const extractor: Extractor = {
    extract: async (pdf) => {
      const name = Buffer.concat(await Array.fromAsync(pdf)).toString();
      started.push(name);
      return new Promise((resolve, reject) => {
        endings.set(name, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
      });
    },
  };
  const queued = createQueuedExtractor(extractor, maxConcurrent);
  return {
    started,
    extract: (name: string, signal = new AbortController().signal) =>
      queued.extract(named(name), { signal, onProgress: () => {} }),
    end: async (name: string, outcome: Extraction | Error = ready) => {
      endings.get(name)?.(outcome);
      await turnOfEventLoop();
    },
  };
};

describe('the queued extractor', () => {
  it('runs at most the given number of extractions and starts the others in order', async () => {
    const queue = startQueue(2);
    const results = ['a', 'b', 'c', 'd'].map((name) => queue.extract(name));
    await turnOfEventLoop();
    expect(queue.started).toEqual(['a', 'b']);
    await queue.end('b');
    expect(queue.started).toEqual(['a', 'b', 'c']);
    await queue.end('a');
    expect(queue.started).toEqual(['a', 'b', 'c', 'd']);
    await queue.end('c');
    await queue.end('d');
    await expect(Promise.all(results)).resolves.toEqual([ready, ready, ready, ready]);
  });

  it('starts the next extraction after a failed one and throws the error of the failed one', async () => {
    const queue = startQueue(1);
    const failing = queue.extract('a');
    const waiting = queue.extract('b');
    const failure = expect(failing).rejects.toThrow('the store is unavailable');
    await turnOfEventLoop();
    await queue.end('a', new Error('the store is unavailable'));
    await failure;
    expect(queue.started).toEqual(['a', 'b']);
    await queue.end('b');
    await expect(waiting).resolves.toEqual(ready);
  });

  it('does not start an extraction that was aborted while it waited, and starts the next one', async () => {
    const queue = startQueue(1);
    const stop = new AbortController();
    const running = queue.extract('a');
    const aborted = expect(queue.extract('b', stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
    const next = queue.extract('c');
    await turnOfEventLoop();
    stop.abort();
    await queue.end('a');
    await aborted;
    await turnOfEventLoop();
    expect(queue.started).toEqual(['a', 'c']);
    await queue.end('c');
    await expect(Promise.all([running, next])).resolves.toEqual([ready, ready]);
  });
});
