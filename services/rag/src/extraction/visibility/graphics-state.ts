import type { Matrix } from '../model/matrix.ts';
import { black, type Colour } from './colours.ts';
import type { Clip } from './raster.ts';

/** The part in use of a font of pdf.js. */
export type PdfJsFont = {
  readonly fontMatrix?: readonly number[];
  readonly vertical?: boolean;
  readonly isType3Font?: boolean;
  readonly bbox?: readonly number[];
  readonly defaultVMetrics?: readonly number[];
  readonly fallbackName?: string;
  readonly loadedName?: string;
};

/** The state that the operators `q` and `Q` save and restore. */
export type GraphicsState = {
  matrix: Matrix;
  clip: Clip;
  fill: Colour;
  stroke: Colour;
  fillOpacity: number;
  strokeOpacity: number;
  /** The opacity of the transparency groups around. */
  groupOpacity: number;
  /** Whether a blend mode mixes paint with its ground. */
  blends: boolean;
  /** Whether a soft mask decides how much of the paint is visible. */
  masked: boolean;
  lineWidth: number;
  dashed: boolean;
  mode: number;
  characterSpacing: number;
  wordSpacing: number;
  horizontalScale: number;
  leading: number;
  rise: number;
  fontSize: number;
  font: PdfJsFont;
  /** Glyphs that clip later paint, so that this paint shows them. */
  clippingGlyphs: { shown: boolean }[];
  /** Where an image may be: the last transformation, until something else is drawn. */
  imagePlace: Matrix | undefined;
  /** pdf.js switches soft masks off in front of an image that has a mask of its own, and only there alone. */
  beforeMaskedImage: boolean;
};

export const firstState = (matrix: Matrix, clip: Clip): GraphicsState => ({
  matrix,
  clip,
  fill: black,
  stroke: black,
  fillOpacity: 1,
  strokeOpacity: 1,
  groupOpacity: 1,
  blends: false,
  masked: false,
  lineWidth: 1,
  dashed: false,
  mode: 0,
  characterSpacing: 0,
  wordSpacing: 0,
  horizontalScale: 1,
  leading: 0,
  rise: 0,
  fontSize: 0,
  font: {},
  clippingGlyphs: [],
  imagePlace: undefined,
  beforeMaskedImage: false,
});

/** Applies an ExtGState: a list of [key, value]. */
export const applyExtendedState = (
  state: GraphicsState,
  entries: unknown,
  fontOf: (name: string) => PdfJsFont,
): void => {
  if (!Array.isArray(entries)) return;
  state.beforeMaskedImage = entries.length === 1 && entries[0]?.[0] === 'SMask' && entries[0][1] === false;
  for (const entry of entries) {
    const [key, value] = Array.isArray(entry) ? entry : [];
    if (key === 'ca') state.fillOpacity = opacityOf(value);
    else if (key === 'CA') state.strokeOpacity = opacityOf(value);
    else if (key === 'LW') state.lineWidth = Number(value);
    else if (key === 'BM') state.blends = value !== 'source-over';
    else if (key === 'SMask') state.masked = value === true;
    else if (key === 'Font' && Array.isArray(value)) {
      state.font = fontOf(String(value[0]));
      state.fontSize = Number(value[1]);
    }
  }
};

const opacityOf = (value: unknown): number =>
  typeof value === 'number' ? Math.min(1, Math.max(0, value)) : 1;
