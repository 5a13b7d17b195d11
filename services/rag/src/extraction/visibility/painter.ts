import { type Matrix, multiply } from '../model/matrix.ts';
import { type Colour, unknownColour } from './colours.ts';
import type { DeclaredText, DrawnGlyph } from './drawn-glyph.ts';
import { firstState, type GraphicsState, type PdfJsFont } from './graphics-state.ts';
import { LostGlyphs } from './lost-glyphs.ts';
import { type OperatorList, paintingOf } from './operators.ts';
import {
  rectangleThrough,
  type Shape,
  type ShapeRule,
  scaleOf,
  shapeOf,
  strokedShape,
  unitSquare,
} from './outline-shape.ts';
import { type PdfJsGlyph, paintsText, placeGlyphs, startOfText } from './place-glyphs.ts';
import type { Raster } from './raster.ts';

/** A page as pdf.js describes it, and what pdf.js knows about its parts. */
export type DrawnPage = {
  readonly width: number;
  readonly height: number;
  /** From the units of the page to points from the top left corner. */
  readonly view: Matrix;
  readonly operators: OperatorList;
  readonly fontOf: (name: string) => PdfJsFont;
  readonly isLayerVisible: (layer: unknown) => boolean;
  /**
   * The declared text of each marked content with properties, layers apart, in the order of the operators.
   */
  readonly declaredTexts: readonly (string | undefined)[];
  /** Whether the page contains images that pdf.js left out, because they are not decoded. */
  readonly hasImages: boolean;
  /** Whether readers see nothing through these images. */
  readonly imagesCover: boolean;
};

type PaintOptions = {
  readonly colour: Colour;
  readonly opacity: number;
  readonly covers: boolean;
  readonly image?: boolean;
};

const fillRules: Readonly<Record<string, ShapeRule>> = {
  fill: 'nonzero',
  fillStroke: 'nonzero',
  closeFillStroke: 'nonzero',
  eoFill: 'evenodd',
  eoFillStroke: 'evenodd',
  closeEOFillStroke: 'evenodd',
};
const strokes: ReadonlySet<string> = new Set([
  'stroke',
  'closeStroke',
  'fillStroke',
  'closeFillStroke',
  'eoFillStroke',
  'closeEOFillStroke',
]);
/** Thinner lines hide nothing and are no ground. */
const minStrokePixels = 1.5;

/** Draws on a raster as PDF prescribes, and notes the glyphs. */
export class Painter {
  readonly glyphs: DrawnGlyph[] = [];
  readonly page: DrawnPage;
  readonly raster: Raster;
  /** The marked contents around: false for a layer that readers do not see. */
  readonly layers: boolean[] = [];
  /** Their declared texts. The outermost counts. */
  readonly declared: (DeclaredText | undefined)[] = [];
  /** The transparency groups around: true for a group that is only a mask. */
  readonly groups: boolean[] = [];
  state: GraphicsState;
  place = startOfText();
  pendingClip: ShapeRule | undefined;
  readonly lost = new LostGlyphs();
  readonly #saved: GraphicsState[] = [];
  #markedContents = 0;

  constructor(page: DrawnPage, raster: Raster) {
    this.page = page;
    this.raster = raster;
    this.state = firstState(multiply([raster.scale, 0, 0, raster.scale, 0, 0], page.view), raster.whole);
  }

  save(): void {
    const { state } = this;
    this.#saved.push({ ...state, clippingGlyphs: [...state.clippingGlyphs], imagePlace: undefined });
  }

  restore(): void {
    const { imagePlace } = this.state;
    if (imagePlace && this.page.hasImages) this.paintImage(imagePlace, this.page.imagesCover);
    this.state = this.#saved.pop() ?? this.state;
  }

  /** @param tag absent for a marked content without properties. */
  beginMarkedContent(tag?: unknown, layer?: unknown): void {
    const isLayer = tag === 'OC';
    this.layers.push(!isLayer || this.page.isLayerVisible(layer));
    const declares = tag !== undefined && !isLayer;
    const text = declares ? this.page.declaredTexts[this.#markedContents++] : undefined;
    this.declared.push(text === undefined ? undefined : { text });
  }

  endMarkedContent(): void {
    this.layers.pop();
    this.declared.pop();
  }

  /** @param box left, bottom, right and top in the units of the matrix. */
  clipToBox(matrix: Matrix, box: unknown): void {
    const [left = 0, bottom = 0, right = 0, top = 0] = Array.from(box as ArrayLike<number>, Number);
    const shape = rectangleThrough(matrix, [left, bottom, right, top]);
    this.state.clip = this.raster.clipTo(shape, 'nonzero', this.state.clip);
  }

  /** Fills, strokes or clips. @param operands those of pdf.js's `constructPath`. */
  constructPath(operands: readonly unknown[]): void {
    const painting = paintingOf(operands);
    const path = (operands[1] as readonly (ArrayLike<number> | null)[] | undefined)?.[0];
    const { fill, stroke, fillOpacity, strokeOpacity, lineWidth, matrix, dashed } = this.state;
    const shape = path ? shapeOf(path, matrix) : [];
    const rule = fillRules[painting];
    if (rule !== undefined)
      this.paint(shape, rule, { colour: fill, opacity: fillOpacity, covers: fill !== unknownColour });
    const width = lineWidth * scaleOf(matrix);
    if (strokes.has(painting) && width >= minStrokePixels)
      this.paint(strokedShape(shape, width), 'nonzero', {
        colour: dashed ? unknownColour : stroke,
        opacity: strokeOpacity,
        covers: !dashed && stroke !== unknownColour,
      });
    if (this.pendingClip === undefined) return;
    this.state.clip = this.raster.clipTo(shape, this.pendingClip, this.state.clip);
    this.pendingClip = undefined;
  }

  paintImage(matrix: Matrix, covers: boolean): void {
    const opacity = this.state.fillOpacity;
    const shape = rectangleThrough(matrix, unitSquare);
    this.paint(shape, 'nonzero', { colour: unknownColour, opacity, covers, image: true });
  }

  paint(shape: Shape, rule: ShapeRule, { colour, opacity, covers, image = false }: PaintOptions): void {
    const { state } = this;
    if (image) state.imagePlace = undefined;
    else this.#paintPossibleImage();
    if (this.#isUnseen) return;
    for (const glyph of state.clippingGlyphs) glyph.shown = true;
    const plain = !state.blends && !state.masked && state.clippingGlyphs.length === 0;
    this.raster.paint(shape, rule, state.clip, {
      colour: plain ? colour : unknownColour,
      opacity: opacity * state.groupOpacity,
      covers: plain && covers,
      image,
    });
  }

  showText(glyphs: unknown): void {
    if (!Array.isArray(glyphs) || this.groups.includes(true)) return;
    const { state } = this;
    this.#paintPossibleImage();
    const hiddenLayer = this.layers.includes(false);
    const declared = this.declared.find((text) => text !== undefined);
    const given = glyphs as readonly (PdfJsGlyph | number | null)[];
    if (!hiddenLayer && !declared && paintsText(state.mode)) this.lost.add(given);
    const drawn = placeGlyphs(given, {
      state,
      place: this.place,
      raster: this.raster,
      hiddenLayer,
      declared,
    });
    for (const glyph of drawn) this.glyphs.push(glyph);
    if (state.mode >= 4) for (const glyph of drawn) state.clippingGlyphs.push(glyph);
  }

  get #isUnseen(): boolean {
    return this.layers.includes(false) || this.groups.includes(true);
  }

  /** Something is drawn after a transformation: an image may be here, but it counts as no cover. */
  #paintPossibleImage(): void {
    const { imagePlace } = this.state;
    this.state.imagePlace = undefined;
    if (imagePlace && this.page.hasImages) this.paintImage(imagePlace, false);
  }
}
