import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makePdf } from '../../make-pdf.ts';
import { unicodeFontNames, unicodeFonts } from '../../unicode-fonts.ts';
import { endReading, readInTurn } from '../read-in-turn.ts';
import type { Truth } from './true-page.ts';
import { truths } from './truth.ts';

/** The share of characters that are read right. */
const minAccuracy = 0.995;

const onOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

const read = ({ pages, book = {} }: Truth) =>
  readInTurn(
    makePdf({
      pages: pages.map(({ content }) => ({ lines: [], before: content })),
      fonts: unicodeFontNames,
      ...book,
      objects: [...unicodeFonts, ...(book.objects ?? [])],
    }),
  );
afterAll(endReading);

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
        const whole = extraction.pages[index]?.text ?? '';
        const found = text.includes('\n') ? whole : onOneLine(whole);
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
