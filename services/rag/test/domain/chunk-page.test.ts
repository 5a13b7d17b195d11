import { countWords } from '@ai-teacher/language/scripts.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Chunk } from '../../src/domain/chunking/chunk.ts';
import { chunkIdOf } from '../../src/domain/chunking/chunk-id.ts';
import { chunkPage } from '../../src/domain/chunking/chunk-page.ts';
import { chunkDocument } from '../../src/domain/ingestion/chunk-document.ts';
import type { ExtractedPage } from '../../src/domain/page.ts';

const aPage = (text: string, given: Partial<ExtractedPage> = {}): ExtractedPage => ({
  number: 31,
  label: '9',
  text,
  headings: [{ offset: 0, path: ['Cells'] }],
  reading: {},
  ...given,
});
const alone = { before: undefined, after: undefined };
const sentence = (words: number, mark = 'word') => `${`${mark} `.repeat(words - 1)}end.`;

describe('a chunk', () => {
  it('is a verbatim span of its page with its position and headings', () => {
    const page = aPage(`Cells are small. ${sentence(20)}`);
    const chunks = chunkPage(page, alone);
    expect(chunks).toEqual([
      {
        pageNumber: 31,
        pageLabel: '9',
        span: { start: 0, end: page.text.length },
        text: page.text,
        headingPath: ['Cells'],
        carriedOver: '',
      },
    ]);
  });

  it('contains whole sentences of about 100 words, and its last sentence begins the next chunk', () => {
    const sentences = Array.from({ length: 12 }, (_, index) => sentence(20, `S${index}`));
    const chunks = chunkPage(aPage(sentences.join(' ')), alone);
    expect(chunks.map(({ text }) => countWords(text))).toEqual([100, 100, 80]);
    expect(chunks[1]?.text.startsWith('S4 ')).toBe(true);
    expect(chunks[0]?.text.endsWith(sentence(20, 'S4'))).toBe(true);
  });

  it('ends before the next heading', () => {
    const first = sentence(40, 'one');
    const text = `${first}\n\nMembranes\n\n${sentence(40, 'two')}`;
    const headings = [
      { offset: 0, path: ['Cells'] },
      { offset: text.indexOf('Membranes'), path: ['Cells', 'Membranes'] },
    ];
    const chunks = chunkPage(aPage(text, { headings }), alone);
    expect(chunks.map(({ headingPath, text: [letter] }) => [headingPath, letter])).toEqual([
      [['Cells'], 'o'],
      [['Cells', 'Membranes'], 'M'],
    ]);
  });

  it('includes a short remainder instead of leaving a tiny chunk', () => {
    const chunks = chunkPage(aPage(`${sentence(100)} ${sentence(10)}`), alone);
    expect(chunks).toHaveLength(1);
  });

  it('ends between words in a text without sentences', () => {
    const chunks = chunkPage(aPage('entry, 12 '.repeat(300)), alone);
    expect(chunks.length).toBeGreaterThan(4);
    expect(Math.max(...chunks.map(({ text }) => countWords(text)))).toBeLessThanOrEqual(130);
  });

  it('ends between characters in a script without blanks', () => {
    const chunks = chunkPage(aPage('细胞是生命的基本单位'.repeat(100)), alone);
    expect(chunks.length).toBeGreaterThan(3);
  });

  it('carries the rest of a sentence from the neighbouring page outside its text', () => {
    const before = aPage('Earlier. The mitochondrion', { number: 30 });
    const page = aPage('releases energy. The ribosome builds');
    const after = aPage('proteins. Later.', { number: 32 });
    const [chunk] = chunkPage(page, { before, after });
    expect(chunk?.text).toBe(page.text);
    expect(chunk?.carriedOver).toBe('The mitochondrion proteins.');
  });

  it('contains exactly one entry of a glossary', () => {
    const entries = [
      'cell: The unit of life.',
      'membrane: What holds a cell together.',
      'ribosome: A builder of proteins.',
    ];
    const chunks = chunkPage(aPage(`Glossary\n\n${entries.join('\n\n')}`), alone);
    expect(chunks.map(({ text }) => text)).toEqual(['Glossary', ...entries]);
    const prose = chunkPage(aPage(`Note: ${sentence(20)}\n\nIt goes on. ${sentence(20)}`), alone);
    expect(prose).toHaveLength(1);
  });

  it('does not contain a table of contents', () => {
    const text = '1.1 Cells . . . . . . . . . 12\n1.2 Membranes . . . . . . . 14';
    expect(chunkPage(aPage(text), alone)).toEqual([]);
  });

  it('has a span that matches its text, in order, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3_000 }), (text) => {
        const chunks = chunkPage(aPage(text), alone);
        for (const chunk of chunks) expect(text.slice(chunk.span.start, chunk.span.end)).toBe(chunk.text);
        const starts = chunks.map(({ span }) => span.start);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
  });

  it('together with the other chunks covers every word of a page', () => {
    const text = Array.from({ length: 400 }, (_, index) => `w${index}${index % 17 === 0 ? '.' : ''}`).join(
      ' ',
    );
    const covered = new Set(chunkPage(aPage(text), alone).flatMap((chunk) => chunk.text.split(/\s+/)));
    expect(text.split(' ').filter((word) => !covered.has(word))).toEqual([]);
  });
});

describe('the id of a chunk', () => {
  const chunk: Pick<Chunk, 'pageNumber' | 'span'> = { pageNumber: 3, span: { start: 0, end: 80 } };
  const document = '5b1f9a52-6d3e-4e51-9d3f-8c1b2a7e4f60';

  it('is a UUID of version 5 and the same on every run', () => {
    expect(chunkIdOf(document, chunk)).toBe(chunkIdOf(document.toUpperCase(), { ...chunk }));
    expect(chunkIdOf(document, chunk)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('differs between documents, pages and spans', () => {
    const ids = [
      chunkIdOf(document, chunk),
      chunkIdOf('5b1f9a52-6d3e-4e51-9d3f-8c1b2a7e4f61', chunk),
      chunkIdOf(document, { ...chunk, pageNumber: 4 }),
      chunkIdOf(document, { ...chunk, span: { start: 0, end: 81 } }),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

describe('the characters of a chunk', () => {
  const sizesOf = (text: string, maxCharacters = 500) =>
    chunkPage(aPage(text), alone, maxCharacters).map((chunk) => chunk.text.length);

  it('reach the limit and never exceed it', () => {
    expect(sizesOf('x'.repeat(500))).toEqual([500]);
    expect(sizesOf('x'.repeat(501))).toEqual([500, 1]);
  });

  it.each([
    ['one word', 'x'.repeat(40_037)],
    ['long words', `${'x'.repeat(300)} `.repeat(50)],
    ['signs between few words', `word ${'* '.repeat(2_000)}`.repeat(4)],
    ['characters outside the basic plane', '𝒳'.repeat(3_000)],
    ['short sentences in many', `${'y'.repeat(200)}. `.repeat(40)],
    ['a script without blanks', '细胞'.repeat(2_000)],
  ])('stay within the limit for %s', (_what, text) => {
    const sizes = sizesOf(text);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
    for (const chunk of chunkPage(aPage(text), alone, 500)) expect(chunk.text.isWellFormed()).toBe(true);
  });
});

describe('the number of chunks of a document', () => {
  const pages = (count: number) =>
    Array.from({ length: count }, (_, index) => aPage('Cells are small.', { number: index + 1 }));
  const limits = { maxChunks: 3, maxCharacters: 500 };

  it('may reach the limit, and a document with one more is refused', () => {
    const id = '11111111-1111-4111-8111-111111111111';
    expect(chunkDocument(id, pages(3), limits)).toHaveLength(3);
    expect(chunkDocument(id, pages(4), limits)).toBeUndefined();
  });
});
