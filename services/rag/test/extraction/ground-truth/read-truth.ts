import { readFileSync } from 'node:fs';
import { editDistance } from '@ai-teacher/language/edit-distance.ts';
import { makePdf } from '../../make-pdf.ts';
import { unicodeFontNames, unicodeFonts } from '../../unicode-fonts.ts';
import { readInTurn } from '../read-in-turn.ts';
import type { TruePage, Truth } from './true-page.ts';

/** The share of the characters of each page that must be read right. */
export const minAccuracy = 0.995;

/** The PDF file of a ground truth. */
export const fileOf = ({ pages, file, book = {} }: Truth): Buffer =>
  file === undefined
    ? makePdf({
        pages: pages.map(({ content }) => ({ lines: [], before: content })),
        fonts: unicodeFontNames,
        ...book,
        objects: [...unicodeFonts, ...(book.objects ?? [])],
      })
    : readFileSync(file);

/** Writes the PDF file of a ground truth and reads it. */
export const readTruth = (truth: Truth) => readInTurn(fileOf(truth));

/** The text that was read of a page, with line breaks if the ground truth has line breaks. */
export const comparable = (found: string, { text }: TruePage): string =>
  text?.includes('\n') ? found : found.replace(/\s+/gu, ' ').trim();

/** The share of characters that are right, from 0 to 1. */
export const accuracyOf = (found: string, expected: string): number =>
  1 - editDistance(found, expected, expected.length) / Math.max(1, expected.length);
