import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { extractBytes } from '../../extract-bytes.ts';
import { makePdf } from '../../make-pdf.ts';
import { unicodeFontNames, unicodeFonts } from '../../unicode-fonts.ts';
import type { Truth } from './true-page.ts';
import { truths } from './truth.ts';

/** The share of characters that are read right. */
const minAccuracy = 0.995;

const onOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const read = async ({ pages, book = {} }: Truth) => {
  const extraction = await extractBytes(
    makePdf({
      pages: pages.map(({ content }) => ({ lines: [], before: content })),
      fonts: unicodeFontNames,
      ...book,
      objects: [...unicodeFonts, ...(book.objects ?? [])],
    }),
  );
  if (extraction.state !== 'ready') throw new Error(extraction.state);
  return extraction;
};

const accuracyOf = (found: string, expected: string): number =>
  1 - editDistance(found, expected, expected.length) / Math.max(1, expected.length);

describe.each(truths.map((truth) => [truth.name, truth] as const))(
  'the reader of a file with %s',
  (_name, truth) => {
    let extraction: Awaited<ReturnType<typeof read>>;
    beforeAll(async () => {
      extraction = await read(truth);
    });

    it.each(truth.pages.map(({ name, text }, index) => [name, index, text] as const))(
      'reads %s',
      (_page, index, text) => {
        const found = onOneLine(extraction.pages[index]?.text ?? '');
        if (accuracyOf(found, text) < minAccuracy) expect(found).toBe(text);
      },
    );

    it('gives the labels and the warnings of the file', () => {
      if (truth.labels) expect(extraction.pages.map(({ label }) => label)).toEqual(truth.labels);
      expect(extraction.warnings).toEqual(
        (truth.warnings ?? []).map((pattern) => expect.stringMatching(pattern)),
      );
    });
  },
);
