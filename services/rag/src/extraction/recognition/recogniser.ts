import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import openEngine from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import type { Line } from '../model/page-model.ts';
import type { PagePicture } from './page-picture.ts';
import { recognisedWords, type Word } from './recognised-words.ts';

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
  // Without this setting the text has a blank between all pieces, also inside words of Chinese and Japanese.
  api.SetVariable('preserve_interword_spaces', '1');
  return {
    recognise: (picture) => {
      engine.FS.writeFile('/input', portableGreyMap(picture));
      if (api.SetImageFile(1, 0) === 1) throw new Error('The engine does not read the picture.');
      api.Recognize(null);
      return toPage(recognisedWords(api.GetTSVText(0), api.GetUTF8Text()), picture.scale);
    },
  };
};

/** The picture as a file that the engine reads (PGM). */
const portableGreyMap = ({ width, height, pixels }: PagePicture): Uint8Array =>
  Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), pixels]);

const toPage = (words: readonly Word[], scale: number): RecognisedPage => {
  const sure = words.filter(({ confidence }) => confidence >= minWordConfidence);
  const rows = [...Map.groupBy(sure, ({ line }) => line).values()];
  const blocks = Map.groupBy(sure, ({ block }) => block);
  const letters = sure.reduce((sum, { text }) => sum + text.length, 0);
  const weighted = sure.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0);
  return {
    lines: rows.map((row) => toLine(row, blocks.get(row[0]?.block ?? '') ?? row, scale)),
    confidence: letters === 0 ? 0 : Math.round(weighted / letters),
  };
};

/** Lines of one size differ by this share, because not all of them have tall letters or marks. */
const maxSizeDifference = 0.35;

const toLine = (words: readonly Word[], block: readonly Word[], scale: number): Line => {
  const pieces = words.flatMap((word) => word.pieces);
  const [own, usual] = [heightOf(words), heightOf(block)];
  const isUsual = Math.abs(own - usual) <= usual * maxSizeDifference;
  return {
    text: words.map(({ text }) => text).join(' '),
    x: Math.min(...pieces.map(({ left }) => left)) / scale,
    y: Math.max(...pieces.map(({ bottom }) => bottom)) / scale,
    right: Math.max(...pieces.map(({ right }) => right)) / scale,
    size: (isUsual ? usual : own) / scale,
    monospace: false,
    turn: 0,
  };
};

/** The median height of the pieces. */
const heightOf = (words: readonly Word[]): number => {
  const pieces = words.flatMap((word) => word.pieces);
  const heights = pieces.map(({ top, bottom }) => bottom - top).toSorted((a, b) => a - b);
  return heights[heights.length >> 1] ?? 0;
};
