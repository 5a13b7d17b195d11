import { describe, expect, it } from '@jest/globals';
import { extractBytes } from '../extract-bytes.ts';
import * as bomb from '../make-bomb.ts';
import { makePdf } from '../make-pdf.ts';

const text = (pages: number) =>
  makePdf({ pages: Array.from({ length: pages }, (_, index) => ({ lines: [`Page ${index} has words.`] })) });

describe('a bomb', () => {
  it.each([
    ['zeros, deflated twice', bomb.zerosTwiceDeflated],
    ['blanks, deflated once', bomb.blanksDeflated],
    ['nested forms', bomb.nestedForms],
    ['a shared page tree', bomb.sharedPageTree],
    ['a crowded page', bomb.crowdedPage],
  ])('of %s ends as rejected_resource, well within a minute', async (_name, make) => {
    const file = make();
    expect(file.byteLength).toBeLessThan(2_000_000);
    await expect(extractBytes(file)).resolves.toMatchObject({ state: 'rejected_resource' });
  });

  it('of an endless outline does no harm: its pages are read', async () => {
    const extraction = await extractBytes(bomb.endlessOutline());
    expect(extraction).toMatchObject({ state: 'ready', pages: [{ text: 'Round and round it goes.' }] });
  });
});

describe('a cap', () => {
  it('on pages refuses the file that has one more', async () => {
    await expect(extractBytes(text(3), { limits: { pages: 3 } })).resolves.toMatchObject({ state: 'ready' });
    await expect(extractBytes(text(4), { limits: { pages: 3 } })).resolves.toEqual({
      state: 'rejected_resource',
      reason: 'The file has 4 pages; 3 are allowed.',
    });
  });

  it('on characters refuses a text that is longer', async () => {
    const extraction = await extractBytes(text(4), { limits: { characters: 50 } });
    expect(extraction).toMatchObject({ state: 'rejected_resource' });
  });

  it('on memory kills the child that takes more', async () => {
    const extraction = await extractBytes(text(1), { limits: { residentBytes: 20_000_000 } });
    expect(extraction).toEqual({
      state: 'rejected_resource',
      reason: 'Reading the file took too much memory.',
    });
  });

  it('on time kills the child that is silent for longer', async () => {
    const extraction = await extractBytes(text(1), { limits: { stepSeconds: 0.01 } });
    expect(extraction).toEqual({ state: 'rejected_resource', reason: 'Reading the file took too long.' });
  });
});

it('tells its progress page by page', async () => {
  const steps: string[] = [];
  await extractBytes(text(3), { onProgress: (done, total) => steps.push(`${done}/${total}`) });
  expect(steps).toEqual(['0/3', '1/3', '2/3', '3/3']);
});

it('stops at once when the service stops, and says so by throwing', async () => {
  const stop = new AbortController();
  const running = extractBytes(bomb.nestedForms(), { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});

it('passes on the failure of the store that the bytes come from', async () => {
  const { createChildExtractor } = await import('../../src/adapters/child-extractor.ts');
  // biome-ignore lint/correctness/useYield: the store fails before its first byte.
  const broken = (async function* fail(): AsyncGenerator<Uint8Array> {
    throw new Error('the database is away');
  })();
  const options = { onProgress: () => {}, signal: new AbortController().signal };
  await expect(createChildExtractor().extract(broken, options)).rejects.toThrow('the database is away');
});
