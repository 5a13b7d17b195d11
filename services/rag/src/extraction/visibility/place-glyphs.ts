import { identityMatrix, type Matrix, multiply } from '../model/matrix.ts';
import type { HiddenBecause } from '../model/page-model.ts';
import { blend, type Colour, isReadableOn } from './colours.ts';
import { type DeclaredText, type DrawnGlyph, type GlyphSpace, somePixel } from './drawn-glyph.ts';
import type { GraphicsState } from './graphics-state.ts';
import { translated } from './outline-shape.ts';
import { isInClip, type Raster } from './raster.ts';

/** The part in use of a glyph of pdf.js. A number between glyphs moves the next glyph. */
export type PdfJsGlyph = {
  readonly unicode?: string;
  readonly width?: number;
  readonly isSpace?: boolean;
  readonly vmetric?: readonly number[] | null;
};

/** The two matrices of a text object. */
export type TextPlace = { text: Matrix; line: Matrix };

export const startOfText = (): TextPlace => ({ text: identityMatrix, line: identityMatrix });

/** People cannot read smaller glyphs. Footnotes have five points or more. */
const minReadablePoints = 2;
/** With less ink nothing is visible on any ground. */
const minVisibleOpacity = 0.1;
/** A wider gap inside one text operator, in thousandths of the size, is a gap between words. */
const maxKerning = 150;
/** Text rendering modes that paint nothing: 3 draws nothing, 7 only clips. */
const unpaintedModes: ReadonlySet<number> = new Set([3, 7]);

export const paintsText = (mode: number): boolean => !unpaintedModes.has(mode);

type Placing = {
  readonly state: GraphicsState;
  readonly place: TextPlace;
  readonly raster: Raster;
  readonly hiddenLayer: boolean;
  readonly declared: DeclaredText | undefined;
};

/** Places the glyphs of one text operator and moves the text position behind them. */
export const placeGlyphs = (
  glyphs: readonly (PdfJsGlyph | number | null)[],
  placing: Placing,
): DrawnGlyph[] => {
  const { state, place, raster, declared } = placing;
  const { vertical = false } = state.font;
  const space = spaceOf(placing);
  const hiddenBy = judgeOf(placing, space);
  const drawn: DrawnGlyph[] = [];
  let along = 0;
  let startsRun = true;
  for (const glyph of glyphs) {
    if (typeof glyph === 'number') {
      along += ((vertical ? glyph : -glyph) * state.fontSize) / 1_000;
      if (Math.abs(glyph) > maxKerning) startsRun = true;
    } else if (glyph !== null) {
      const width = widthOf(glyph, state);
      if (glyph.unicode || declared) {
        const text = glyph.unicode ?? '';
        const time = raster.now;
        const placed: DrawnGlyph = {
          text,
          space,
          along,
          width,
          startsRun,
          declared,
          time,
          hidden: undefined,
          shown: false,
        };
        placed.hidden = hiddenBy(placed);
        drawn.push(placed);
        startsRun = false;
      }
      const spacing = state.characterSpacing + (glyph.isSpace ? state.wordSpacing : 0);
      along += vertical ? width - spacing : width + spacing;
    }
  }
  place.text = vertical
    ? translated(place.text, 0, -along)
    : translated(place.text, along * state.horizontalScale, 0);
  return drawn;
};

/** The advance of a glyph in text space, before the horizontal scale. */
const widthOf = (glyph: PdfJsGlyph, { font, fontSize }: GraphicsState): number => {
  const unit = font.fontMatrix?.[0] ?? 0.001;
  const metric = font.vertical ? (glyph.vmetric ?? font.defaultVMetrics) : undefined;
  return (metric ? -(metric[0] ?? 0) : (glyph.width ?? 0)) * unit * fontSize;
};

const spaceOf = ({ state, place, raster }: Placing): GlyphSpace => {
  const { font, fontSize, horizontalScale, rise } = state;
  const matrix = multiply(multiply(state.matrix, place.text), [horizontalScale, 0, 0, 1, 0, rise]);
  const [a, b, c, d] = matrix;
  const quarter = Math.round(Math.atan2(b, a) / (Math.PI / 2));
  const reach = Math.abs(fontSize) / raster.scale;
  const size = Math.hypot(c, d) * reach * heightOf(state);
  return {
    matrix,
    fontSize,
    vertical: font.vertical ?? false,
    size,
    turn: (((quarter % 4) + 4) % 4) as GlyphSpace['turn'],
    monospace: font.fallbackName === 'monospace',
    font: font.loadedName ?? '',
    // The glyphs of Type 3 fonts are drawings of any size.
    tiny: !font.isType3Font && Math.min(size, Math.hypot(a, b) * reach) < minReadablePoints,
  };
};

/** The height of one unit of a Type 3 font whose glyphs are drawings of any size, such as bitmaps. */
const heightOf = ({ font, fontSize }: GraphicsState): number => {
  if (!font.isType3Font || fontSize > 1 || !font.bbox) return 1;
  const height = ((font.bbox[3] ?? 0) - (font.bbox[1] ?? 0)) * (font.fontMatrix?.[3] ?? 1);
  return Math.abs(height) || 1;
};

type Judge = (glyph: Pick<DrawnGlyph, 'space' | 'along' | 'width'>) => HiddenBecause | undefined;

/** Judges the glyphs of one text operator as they are drawn. Later paint may still cover them. */
const judgeOf = ({ state, raster, hiddenLayer }: Placing, { tiny }: GlyphSpace): Judge => {
  if (hiddenLayer) return () => 'layer';
  const isOnPage = (pixel: number) => pixel >= 0;
  const isOpen = (pixel: number) =>
    pixel >= 0 && isInClip(state.clip, pixel % raster.width, Math.floor(pixel / raster.width));
  const isWhole = state.clip === raster.whole;
  const paints = paintsOf(state);
  const isReadable = (pixel: number) => {
    const ground = raster.groundAt(pixel);
    return paints.some(({ colour, opacity }) => isReadableOn(blend(colour, ground, opacity), ground));
  };
  const isVisible = raster.now === 0 && isWhole ? isOnPage : isOpen;
  const hiddenAnywhere = unpaintedModes.has(state.mode)
    ? 'undrawn'
    : paints.every(({ opacity }) => opacity < minVisibleOpacity)
      ? 'transparent'
      : undefined;
  const mixes = state.blends || state.masked;
  const readableEverywhere = mixes || (raster.now === 0 && isReadable(0));
  return (glyph) => {
    if (tiny || !somePixel(glyph, raster, isVisible)) {
      if (!somePixel(glyph, raster, isOnPage)) return 'off-page';
      return tiny ? 'tiny' : 'clipped';
    }
    if (hiddenAnywhere !== undefined || readableEverywhere) return hiddenAnywhere;
    const seen = somePixel(glyph, raster, (pixel) => isVisible(pixel) && isReadable(pixel));
    return seen ? undefined : 'background';
  };
};

/** The colours of the inside and of the outline of a glyph, as its rendering mode asks for them. */
const paintsOf = (state: GraphicsState): { colour: Colour; opacity: number }[] => {
  const { mode, fill, stroke, fillOpacity, strokeOpacity, groupOpacity } = state;
  const inside = { colour: fill, opacity: fillOpacity * groupOpacity };
  const outline = { colour: stroke, opacity: strokeOpacity * groupOpacity };
  if (mode % 4 === 1) return [outline];
  return mode % 4 === 2 ? [inside, outline] : [inside];
};
