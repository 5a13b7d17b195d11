import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { cleanText } from '@ai-teacher/language/clean-text.ts';
import openEngine from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import type { Line } from '../model/page-model.ts';
import type { PagePicture } from './page-picture.ts';

export type RecognisedPage = {
  readonly lines: readonly Line[];
  /** How sure the recognition is of its words, in percent, weighted by their letters. */
  readonly confidence: number;
};

export type Recogniser = { readonly recognise: (picture: PagePicture) => RecognisedPage };

/** Less sure words are specks and drawings. */
const minWordConfidence = 30;
const maxDataBytes = 64_000_000;
/** The engine reads letters by its neural network. */
const neuralNetworkOnly = 1;

/**
 * `require.resolve` would read each `node_modules` on the way to the root, which the contained child may not.
 *
 * @throws Error when the package of a language is not installed.
 */
const languageFile = (language: string): string =>
  fileURLToPath(
    import.meta.resolve(`@tesseract.js-data/${language}/4.0.0_best_int/${language}.traineddata.gz`),
  );

/**
 * Recognises text by the engine of tesseract.js, without its threads and downloads. The data of languages
 * comes from installed packages, never from the network.
 *
 * @param languages codes of tesseract, such as `eng`.
 */
export const createRecogniser = async (languages: readonly string[]): Promise<Recogniser> => {
  const engine = await openEngine({ print: () => undefined, printErr: () => undefined });
  for (const language of languages) {
    const data = gunzipSync(readFileSync(languageFile(language)), { maxOutputLength: maxDataBytes });
    engine.FS.writeFile(`${language}.traineddata`, data);
  }
  const api = new engine.TessBaseAPI();
  if (api.Init(null, languages.join('+'), neuralNetworkOnly) !== 0)
    throw new Error('The engine of text recognition does not start.');
  return {
    recognise: (picture) => {
      engine.FS.writeFile('/input', portableGreyMap(picture));
      if (api.SetImageFile(1, 0) === 1) throw new Error('The engine does not read the picture.');
      api.Recognize(null);
      return toPage(api.GetTSVText(0), picture.scale);
    },
  };
};

/** The picture as a file that the engine reads (PGM). */
const portableGreyMap = ({ width, height, pixels }: PagePicture): Uint8Array =>
  Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), pixels]);

type Word = {
  /** The numbers of block, paragraph and line. */
  readonly line: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly confidence: number;
  readonly text: string;
};

const wordLevel = '5';

/** @param table a row for each word: level, page, block, paragraph, line, word, place, confidence, text. */
const toPage = (table: string, scale: number): RecognisedPage => {
  const words = table
    .split('\n')
    .flatMap(wordIn)
    .filter(({ confidence }) => confidence >= minWordConfidence);
  const rows = Map.groupBy(words, ({ line }) => line);
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  const weighted = words.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0);
  return {
    lines: [...rows.values()].map((row) => toLine(row, scale)),
    confidence: letters === 0 ? 0 : Math.round(weighted / letters),
  };
};

const wordIn = (row: string): Word[] => {
  const [level, page, block, paragraph, line, _word, ...rest] = row.split('\t');
  const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = rest.slice(0, 5).map(Number);
  const text = cleanText(rest.slice(5).join(' ')).trim();
  if (level !== wordLevel || text === '') return [];
  const place = { left, top, right: left + width, bottom: top + height };
  return [{ line: [page, block, paragraph, line].join(' '), ...place, confidence, text }];
};

const toLine = (words: readonly Word[], scale: number): Line => {
  const heights = words.map(({ top, bottom }) => bottom - top).toSorted((a, b) => a - b);
  return {
    text: words.map(({ text }) => text).join(' '),
    x: Math.min(...words.map(({ left }) => left)) / scale,
    y: Math.max(...words.map(({ bottom }) => bottom)) / scale,
    right: Math.max(...words.map(({ right }) => right)) / scale,
    size: (heights[heights.length >> 1] ?? 0) / scale,
    monospace: false,
    turn: 0,
  };
};
