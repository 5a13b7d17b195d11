import { afterEach, describe, expect, it } from '@jest/globals';
import { embedPassage } from '../../src/adapters/murmur-sparse-embedder.ts';
import { createTextThread, type TextThread } from '../../src/adapters/text-thread.ts';
import { chunkDocument } from '../../src/domain/ingestion/chunk-document.ts';
import type { ExtractedPage } from '../../src/domain/page.ts';

const limits = { maxChunks: 100, maxCharacters: 2_000 };
let thread: TextThread | undefined;
const open = (maxHeapMegabytes?: number): TextThread => {
  thread = createTextThread(limits, maxHeapMegabytes);
  return thread;
};
afterEach(() => thread?.close());

const pageOf = (text: string): ExtractedPage => ({ number: 1, label: '1', text, headings: [], reading: {} });
/** More terms than a small heap can contain. */
const hugeText = () => Array.from({ length: 1_000_000 }, (_, at) => `w${at.toString(36)}x`).join(' ');
const outcomeOf = (task: Promise<unknown>) =>
  task.then(
    () => 'answered',
    (error: Error) => error.message,
  );

describe('the text thread', () => {
  it('answers each of several concurrent tasks with its own result', async () => {
    const { embedPassages, chunk, embedQuery } = open();
    const texts = Array.from({ length: 30 }, (_, at) => `Planet number ${at} has ${at * 7} moons.`);
    const answers = await Promise.all(
      texts.map(async (text, at) => {
        if (at % 3 === 0) return chunk(`document ${at}`, [pageOf(text)]);
        return at % 3 === 1 ? embedPassages([text], 5 + at) : embedQuery(text);
      }),
    );
    for (const [at, text] of texts.entries()) {
      if (at % 3 === 0) expect(answers[at]).toEqual(chunkDocument(`document ${at}`, [pageOf(text)], limits));
      if (at % 3 === 1) expect(answers[at]).toEqual([embedPassage(text, 5 + at)]);
    }
  });

  it('rejects the waiting tasks when it ends unexpectedly, and the next tasks succeed', async () => {
    const { embedPassages } = open(64);
    const huge = outcomeOf(embedPassages([hugeText()], 10));
    const waiting = outcomeOf(embedPassages(['Otters hold hands.'], 10));
    expect([await huge, await waiting]).toEqual(['the text thread ended', 'the text thread ended']);
    // The second thread starts before the first has reported its exit.
    const next = Array.from({ length: 3 }, () => embedPassages(['Otters hold hands.'], 10));
    expect(await Promise.all(next)).toEqual(Array(3).fill([embedPassage('Otters hold hands.', 10)]));
  });

  it('rejects a task that fails, and answers the next', async () => {
    const { chunk } = open();
    const broken = [{ ...pageOf('text'), headings: null as unknown as [] }];
    expect(await outcomeOf(chunk('broken', broken))).toMatch(/^TypeError/);
    expect(await outcomeOf(chunk('whole', [pageOf('text')]))).toBe('answered');
  });

  it('rejects the waiting tasks and all later tasks when it is closed', async () => {
    const { embedPassages, close } = open();
    const waiting = outcomeOf(embedPassages([hugeText()], 10));
    await close();
    expect(await waiting).toBe('the text thread ended');
    expect(await outcomeOf(embedPassages(['late'], 10))).toBe('the text thread is closed');
  });
});
