import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { plainSourcesOf } from '../../src/adapters/child-sources/plain-sources.ts';
import { limitPath } from '../../src/extraction/layout/heading-limits.ts';
import { extractBytes } from '../extract-bytes.ts';
import * as bomb from '../make-bomb.ts';
import { makePdf } from '../make-pdf.ts';

const text = (pages: number) =>
  makePdf({ pages: Array.from({ length: pages }, (_, index) => ({ lines: [`Page ${index} has words.`] })) });

describe('the extractor', () => {
  it.each([
    ['zeros, deflated twice', bomb.zerosTwiceDeflated],
    ['blanks, deflated once', bomb.blanksDeflated],
    ['nested forms', bomb.nestedForms],
    ['a shared page tree', bomb.sharedPageTree],
    ['a crowded page', bomb.crowdedPage],
  ])('rejects a bomb of %s as rejected_resource within a minute', async (_name, make) => {
    const file = make();
    expect(file.byteLength).toBeLessThan(2_000_000);
    await expect(extractBytes(file)).resolves.toMatchObject({ state: 'rejected_resource' });
  });

  it('reads the pages of a file with an endless outline', async () => {
    const extraction = await extractBytes(bomb.endlessOutline());
    expect(extraction).toMatchObject({ state: 'ready', pages: [{ text: 'Round and round it goes.' }] });
  });
});

describe('a limit of the extractor', () => {
  it('on pages rejects a file with one page more', async () => {
    await expect(extractBytes(text(3), { limits: { pages: 3 } })).resolves.toMatchObject({ state: 'ready' });
    await expect(extractBytes(text(4), { limits: { pages: 3 } })).resolves.toEqual({
      state: 'rejected_resource',
      reason: 'The file has 4 pages; 3 are allowed.',
      limit: { name: 'pages', value: 3 },
    });
  });

  it('on characters rejects a longer text', async () => {
    const characters = 4 * 'Page 0 has words. '.length;
    await expect(extractBytes(text(4), { limits: { characters } })).resolves.toMatchObject({
      state: 'ready',
    });
    await expect(extractBytes(text(4), { limits: { characters: characters - 1 } })).resolves.toMatchObject({
      state: 'rejected_resource',
      limit: { name: 'characters', value: characters - 1 },
    });
  });

  const outlined = (titles: readonly string[]) =>
    makePdf({
      pages: [{ lines: ['A page with a sentence on it.'] }],
      outline: titles.map((title, index) => ({ title, pageIndex: 0, top: 700 - index })),
    });

  it('on outline entries leaves out further entries with a warning', async () => {
    const limits = { outlineEntries: 2 };
    await expect(extractBytes(outlined(['A', 'B']), { limits })).resolves.toMatchObject({ warnings: [] });
    await expect(extractBytes(outlined(['A', 'B', 'C']), { limits })).resolves.toMatchObject({
      state: 'ready',
      warnings: [
        {
          code: 'limit-reached',
          sentence:
            'The outline has more than 2 entries. Further entries were left out (MAX_OUTLINE_ENTRIES).',
          pages: [],
          limit: { name: 'MAX_OUTLINE_ENTRIES', value: 2 },
        },
      ],
    });
  });

  it('on the bytes of headings shortens longer headings with a warning', async () => {
    const limits = { headingBytes: 10 };
    const fits = await extractBytes(outlined(['x'.repeat(10)]), { limits });
    expect(fits).toMatchObject({ warnings: [], pages: [{ headings: [{ path: ['x'.repeat(10)] }] }] });
    await expect(extractBytes(outlined(['x'.repeat(11)]), { limits })).resolves.toMatchObject({
      warnings: [
        {
          sentence: 'Headings with more than 10 bytes were shortened (MAX_HEADING_BYTES).',
          pages: [1],
          limit: { name: 'MAX_HEADING_BYTES', value: 10 },
        },
      ],
      pages: [{ headings: [{ path: ['x'.repeat(10)] }] }],
    });
  });

  it('on the depth of headings leaves out deeper headings', () => {
    const path = ['Book', 'Part', 'Chapter'];
    expect(limitPath(path, { headingDepth: 3, headingBytes: 600 })).toEqual({ path, shortened: false });
    expect(limitPath(path, { headingDepth: 2, headingBytes: 600 })).toEqual({
      path: ['Book', 'Part'],
      shortened: true,
    });
  });

  it('on the characters of page labels shortens longer labels with a warning', async () => {
    const labelled = (prefix: string) =>
      makePdf({ pages: [{ lines: ['Words on a page.'] }], pageLabels: `0 << /P (${prefix}) >>` });
    const limits = { pageLabelCharacters: 5 };
    await expect(extractBytes(labelled('12345'), { limits })).resolves.toMatchObject({ warnings: [] });
    await expect(extractBytes(labelled('123456'), { limits })).resolves.toMatchObject({
      warnings: [
        {
          sentence: 'Page labels with more than 5 characters were shortened (MAX_PAGE_LABEL_CHARACTERS).',
          pages: [1],
          limit: { name: 'MAX_PAGE_LABEL_CHARACTERS', value: 5 },
        },
      ],
      pages: [{ label: '12345' }],
    });
  });

  it('on memory kills a child that uses more', async () => {
    const extraction = await extractBytes(text(1), { limits: { maxResidentBytes: 20_000_000 } });
    expect(extraction).toEqual({
      state: 'rejected_resource',
      reason: 'Reading the file took too much memory.',
      limit: { name: 'memory', value: 20_000_000 },
    });
  });

  it('on time kills a child that reports no step for longer', async () => {
    const extraction = await extractBytes(text(1), { limits: { maxStepSeconds: 0.01 } });
    expect(extraction).toEqual({
      state: 'rejected_resource',
      reason: 'Reading the file took too long.',
      limit: { name: 'time', value: 60 },
    });
  });
});

it('the sources of the extractor are JavaScript without types, made without a warning of Node', () => {
  const folder = new URL('../../src/extraction/', import.meta.url);
  const warned: unknown[] = [];
  const { emitWarning } = process;
  process.emitWarning = (warning: unknown) => void warned.push(warning);
  try {
    const sources = JSON.parse(plainSourcesOf([fileURLToPath(folder)])) as Record<string, string>;
    const main = sources[new URL('extract-main.ts', folder).href];
    expect(main).toContain('const extract = async ()');
    expect(main).not.toMatch(/import type|: Promise<void>|: ChildMessage/);
    expect(warned).toEqual([]);
  } finally {
    process.emitWarning = emitWarning;
  }
});

it('the extractor reports its progress page by page', async () => {
  const steps: string[] = [];
  await extractBytes(text(3), { onProgress: (done, total) => steps.push(`${done}/${total}`) });
  expect(steps).toEqual(['0/3', '1/3', '2/3', '3/3']);
});

it('the extractor stops immediately and throws an AbortError when the service stops', async () => {
  const stop = new AbortController();
  const running = extractBytes(bomb.nestedForms(), { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});

it('the extractor throws the error of the store that the bytes come from', async () => {
  const { createChildExtractor } = await import('../../src/adapters/child-extractor.ts');
  // biome-ignore lint/correctness/useYield: the store fails before its first byte.
  const broken = (async function* fail(): AsyncGenerator<Uint8Array> {
    throw new Error('the database is unavailable');
  })();
  const options = { onProgress: () => {}, signal: new AbortController().signal };
  await expect(createChildExtractor().extract(broken, options)).rejects.toThrow(
    'the database is unavailable',
  );
});
