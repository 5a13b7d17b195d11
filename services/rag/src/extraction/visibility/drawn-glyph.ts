import type { Matrix } from '../model/matrix.ts';
import type { HiddenBecause } from '../model/page-model.ts';
import type { Raster } from './raster.ts';

/** The properties that all glyphs of one text operator have in common. */
export type GlyphSpace = {
  /** From text space to pixels. */
  readonly matrix: Matrix;
  readonly fontSize: number;
  readonly vertical: boolean;
  /** The size in points. */
  readonly size: number;
  readonly turn: 0 | 1 | 2 | 3;
  readonly monospace: boolean;
  readonly font: string;
  readonly tiny: boolean;
};

/** The text that the file declares for the glyphs of one marked content. */
export type DeclaredText = { readonly text: string };

/** One glyph with its place. */
export type DrawnGlyph = {
  readonly text: string;
  readonly space: GlyphSpace;
  /** The distance from the beginning of its text operator, and its advance, in text space. */
  readonly along: number;
  readonly width: number;
  /** Whether a gap or another text operator separates the glyph from the one before. */
  readonly startsRun: boolean;
  readonly declared: DeclaredText | undefined;
  /** The number of paints before the glyph. */
  readonly time: number;
  hidden: HiddenBecause | undefined;
  /** Whether later paint shows a glyph that only clips. */
  shown: boolean;
};

export type Point = { readonly x: number; readonly y: number };

type Place = Pick<DrawnGlyph, 'space' | 'along' | 'width'>;

export const isLetter = ({ text }: DrawnGlyph): boolean => /[\p{L}\p{N}]/u.test(text);

/** The beginning of the baseline, in pixels. */
export const originOf = ({ space, along }: Place): Point => pointAlong(space, along);

/** The end of the advance, in pixels. */
export const endOf = ({ space, along, width }: Place): Point => pointAlong(space, along + width);

const pointAlong = ({ matrix, vertical }: GlyphSpace, along: number): Point => {
  const x = vertical ? 0 : along;
  const y = vertical ? -along : 0;
  return {
    x: matrix[0] * x + matrix[2] * y + matrix[4],
    y: matrix[1] * x + matrix[3] * y + matrix[5],
  };
};

/** Places inside a glyph, as shares of its width and of its size above the baseline. */
const samples = [
  { share: 0.2, height: 0.1 },
  { share: 0.5, height: 0.3 },
  { share: 0.8, height: 0.5 },
] as const;

/** Some pixel of a glyph that passes the test. Pixels off the page are -1. */
export const somePixel = (glyph: Place, raster: Raster, test: (pixel: number) => boolean): boolean => {
  const { matrix, fontSize, vertical } = glyph.space;
  for (const { share, height } of samples) {
    const x = vertical ? (share - 0.5) * fontSize * 0.4 : glyph.along + share * glyph.width;
    const y = vertical ? -glyph.along - share * glyph.width : height * fontSize;
    const pixel = raster.pixelAt(
      matrix[0] * x + matrix[2] * y + matrix[4],
      matrix[1] * x + matrix[3] * y + matrix[5],
    );
    if (test(pixel)) return true;
  }
  return false;
};
