import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@ai-teacher/tooling/generated-files.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requireLanguage, withRecognition } from '../../src/adapters/recognition-limits.ts';
import type { Extraction } from '../../src/domain/ingestion/ports.ts';
import { extractBytes } from '../extract-bytes.ts';
import { makePdf } from '../make-pdf.ts';
import { thaiPhrases } from './ground-truth/printed/sources.ts';
import { accuracyOf } from './ground-truth/read-truth.ts';
import { endReading, readInTurn } from './read-in-turn.ts';
import { imageOf, type Scan, scanOf } from './scan-page.ts';

const textbook = join(repositoryRoot, 'libs/demo/textbook/water-weather-and-climate.pdf');
const scannedPage = 20;
const thaiPage = join(import.meta.dirname, 'ground-truth/printed/thai-phrases.chromium.pdf');
/** The share of characters that are read right on the Thai page at 200 dots per inch. */
const minRightCharacters = 0.94;
/** The share of words that are read right on a page at 200 dots per inch. */
const minRightWords = 0.98;
const minutes = 60_000;

const typed = { lines: ['A typed cover with a sentence on it.'] };
const scanned = { lines: [], before: 'q 432 0 0 648 90 72 cm /X Do Q' };
const bookOf = (scan: Scan) =>
  makePdf({
    pages: [typed, scanned, typed, scanned],
    resources: '/XObject << /X 5 0 R >>',
    objects: [imageOf(scan)],
  });

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const shareOfRightWords = (found: string, expected: string): number => {
  const left = Map.groupBy(wordsOf(found), (word) => word);
  const words = wordsOf(expected);
  return words.filter((word) => left.get(word)?.pop() !== undefined).length / words.length;
};

describe('text recognition', () => {
  let book: Buffer;
  let extraction: Extract<Extraction, { state: 'ready' }>;
  beforeAll(async () => {
    book = bookOf(scanOf(textbook, scannedPage));
    const limits = withRecognition({ languages: ['eng'], pages: 1 });
    const read = await extractBytes(book, { limits });
    if (read.state !== 'ready') throw new Error(JSON.stringify(read));
    extraction = read;
  }, 3 * minutes);
  afterAll(endReading);

  it('reads 98 % of the words on a scanned page of the textbook right, in the contained child', async () => {
    const whole = await readInTurn(readFileSync(textbook));
    const expected = whole.pages[scannedPage - 1]?.text ?? '';
    const share = shareOfRightWords(extraction.pages[1]?.text ?? '', expected);
    expect(wordsOf(expected).length).toBeGreaterThan(200);
    expect(share).toBeGreaterThanOrEqual(minRightWords);
  });

  it('stores its confidence for the recognised pages alone', () => {
    const confidences = extraction.pages.map(({ reading }) => reading.recognitionConfidence);
    expect(confidences).toEqual([undefined, expect.any(Number), undefined, undefined]);
    expect(confidences[1]).toBeGreaterThan(80);
  });

  it('names the recognised pages, the pages that stay pictures, and the limit that was reached', () => {
    expect(extraction.warnings).toMatchObject([
      { code: 'picture-pages', pages: [4] },
      { code: 'recognised-text', pages: [2] },
      { code: 'limit-reached', pages: [4], limit: { name: 'MAX_OCR_PAGES', value: 1 } },
    ]);
  });

  it('is off by default', async () => {
    await expect(extractBytes(book)).resolves.toMatchObject({
      state: 'ready',
      pages: [{}, { text: '' }, {}, { text: '' }],
      warnings: [{ code: 'picture-pages', pages: [2, 4] }],
    });
  });

  it('refuses a language whose data is not installed', () => {
    expect(() => requireLanguage('eng')).not.toThrow();
    expect(() => requireLanguage('xyz')).toThrow('OCR_LANGUAGES names xyz, but the package');
  });
});

describe('text recognition of a script without blanks between words', () => {
  afterAll(endReading);

  it('reads 94 % of the characters right, with blanks only where the page has them', async () => {
    const limits = withRecognition({ languages: ['tha', 'eng'], pages: 1 });
    const read = await extractBytes(bookOf(scanOf(thaiPage, 1)), { limits });
    if (read.state !== 'ready') throw new Error(JSON.stringify(read));
    const text = read.pages[1]?.text ?? '';
    expect(accuracyOf(text, thaiPhrases)).toBeGreaterThanOrEqual(minRightCharacters);
    expect(text.split('\n\n').map((paragraph) => paragraph.split(' ').length)).toEqual(
      thaiPhrases.split('\n\n').map((paragraph) => paragraph.split(' ').length),
    );
    expect(text).toContain('(hot spring) ');
    expect(text).toContain('ดวงจันทร์ทำให้เกิด');
  });
});
