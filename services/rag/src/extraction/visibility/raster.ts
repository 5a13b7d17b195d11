import { blend, type Colour, unknownColour, white } from './colours.ts';
import type { Shape, ShapeRule } from './outline-shape.ts';

/** The part of the page that may be painted; `mask` has one byte for each pixel of the box. */
export type Clip = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly mask?: Uint8Array;
};

export type Paint = {
  readonly colour: Colour;
  readonly opacity: number;
  /** Whether readers see nothing through the paint. */
  readonly covers: boolean;
  readonly image: boolean;
};

/** Pages are rasterised at one pixel per point, larger pages coarser. */
const maxSidePixels = 1_000;
/** Bounds the work for one page: about a second. */
const maxWork = 400_000_000;
const minOpacity = 0.05;
const fullOpacity = 0.95;

type Pixels = {
  readonly ground: Int32Array;
  /** The number of the last covering paint, twice; plus one when that paint is an image. */
  readonly cover: Int32Array;
  readonly image: Uint8Array;
};

const newPixels = (count: number): Pixels => ({
  ground: new Int32Array(count).fill(white),
  cover: new Int32Array(count),
  image: new Uint8Array(count),
});

/** A rough picture of a page: the ground and the last cover of each pixel. */
export class Raster {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly whole: Clip;
  /** The pixels exist from the first paint on: most pages contain only text. */
  #pixels: Pixels | undefined;
  #work = 0;
  #paints = 0;
  #hasImage = false;

  /** @param size of the page in points. */
  constructor(size: { readonly width: number; readonly height: number }) {
    this.scale = Math.min(1, maxSidePixels / Math.max(size.width, size.height, 1));
    this.width = Math.max(1, Math.ceil(size.width * this.scale));
    this.height = Math.max(1, Math.ceil(size.height * this.scale));
    this.whole = { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** The number of paints so far. Text that is drawn now can only be covered by later paints. */
  get now(): number {
    return this.#paints;
  }

  /** The index of a pixel; -1 off the page. */
  pixelAt(x: number, y: number): number {
    const column = Math.floor(x);
    const row = Math.floor(y);
    return column >= 0 && column < this.width && row >= 0 && row < this.height
      ? row * this.width + column
      : -1;
  }

  groundAt(pixel: number): Colour {
    return this.#pixels === undefined ? white : (this.#pixels.ground[pixel] ?? unknownColour);
  }

  /** The paint that covers the pixel since the given time. */
  coverSince(pixel: number, time: number): 'fill' | 'image' | undefined {
    const cover = this.#pixels?.cover[pixel] ?? 0;
    if (cover >> 1 <= time) return undefined;
    return (cover & 1) === 1 ? 'image' : 'fill';
  }

  isOnImage(pixel: number): boolean {
    return this.#pixels?.image[pixel] === 1;
  }

  /** The share of the page that images take. */
  imageShare(): number {
    if (!this.#hasImage) return 0;
    let pixels = 0;
    for (const flag of this.#pixels?.image ?? []) pixels += flag;
    return pixels / (this.width * this.height);
  }

  paint(shape: Shape, rule: ShapeRule, clip: Clip, { colour, opacity, covers, image }: Paint): void {
    if (opacity < minOpacity) return;
    this.#paints += 1;
    this.#hasImage ||= image;
    this.#pixels ??= newPixels(this.width * this.height);
    const { ground, cover, image: images } = this.#pixels;
    const solid = opacity >= fullOpacity;
    const mark = covers && solid ? this.#paints * 2 + (image ? 1 : 0) : 0;
    this.#spans(shape, rule, clip, (row, from, to) => {
      const start = row * this.width;
      const mask = clip.mask;
      if (mask === undefined && solid) {
        ground.fill(colour, start + from, start + to);
        if (mark > 0) cover.fill(mark, start + from, start + to);
        if (image) images.fill(1, start + from, start + to);
        return;
      }
      const maskStart = (row - clip.top) * (clip.right - clip.left) - clip.left;
      for (let column = from; column < to; column += 1) {
        if (mask !== undefined && mask[maskStart + column] !== 1) continue;
        const pixel = start + column;
        ground[pixel] = solid ? colour : blend(colour, this.groundAt(pixel), opacity);
        if (mark > 0) cover[pixel] = mark;
        if (image) images[pixel] = 1;
      }
    });
  }

  /** The part of a clip that also lies in the shape. */
  clipTo(shape: Shape, rule: ShapeRule, outer: Clip): Clip {
    const box = boxOf(shape);
    const left = Math.max(outer.left, Math.round(box.left));
    const top = Math.max(outer.top, Math.round(box.top));
    const inner = {
      left,
      top,
      right: Math.max(left, Math.min(outer.right, Math.round(box.right))),
      bottom: Math.max(top, Math.min(outer.bottom, Math.round(box.bottom))),
    };
    if (inner.left >= inner.right || inner.top >= inner.bottom) return inner;
    if (outer.mask === undefined && isUpright(shape)) return inner;
    const width = inner.right - inner.left;
    const mask = new Uint8Array(width * (inner.bottom - inner.top));
    this.#spend(mask.length);
    this.#spans(shape, rule, inner, (row, from, to) => {
      for (let column = from; column < to; column += 1)
        if (isInClip(outer, column, row)) mask[(row - inner.top) * width + column - inner.left] = 1;
    });
    return { ...inner, mask };
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work > maxWork) throw new Error('the page is drawn with too much work');
  }

  #spans(
    shape: Shape,
    rule: ShapeRule,
    clip: Clip,
    paintSpan: (row: number, from: number, to: number) => void,
  ): void {
    const rows: number[][] = [];
    for (const ring of shape) this.#crossings(ring, clip, rows);
    for (const [index, crossings] of rows.entries()) {
      if (crossings === undefined) continue;
      const pairs = crossings.length === 4 ? inOrder(crossings) : sortedPairs(crossings);
      let winding = 0;
      for (let at = 0; at + 2 < pairs.length; at += 2) {
        winding += rule === 'evenodd' ? 1 : (pairs[at + 1] ?? 0);
        const inside = rule === 'evenodd' ? winding % 2 === 1 : winding !== 0;
        const from = Math.max(clip.left, Math.ceil((pairs[at] ?? 0) - 0.5));
        const to = Math.min(clip.right, Math.ceil((pairs[at + 2] ?? 0) - 0.5));
        if (!inside || to <= from) continue;
        this.#spend((to - from) / 8);
        paintSpan(clip.top + index, from, to);
      }
    }
  }

  /** Notes where the edges of a ring cross the middle of each row: x and the direction. */
  #crossings(ring: readonly number[], clip: Clip, rows: number[][]): void {
    for (let at = 0; at < ring.length; at += 2) {
      const next = at + 2 < ring.length ? at + 2 : 0;
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [ring[at], ring[at + 1], ring[next], ring[next + 1]];
      const from = Math.max(clip.top, Math.ceil(Math.min(y0, y1) - 0.5));
      const to = Math.min(clip.bottom, Math.ceil(Math.max(y0, y1) - 0.5));
      this.#spend(Math.max(1, to - from));
      const slope = (x1 - x0) / (y1 - y0);
      for (let row = from; row < to; row += 1) {
        const crossings = rows[row - clip.top] ?? [];
        crossings.push(x0 + (row + 0.5 - y0) * slope, y0 < y1 ? 1 : -1);
        rows[row - clip.top] = crossings;
      }
    }
  }
}

const inOrder = (pair: readonly number[]): readonly number[] => {
  const [x0 = 0, d0 = 0, x1 = 0, d1 = 0] = pair;
  return x0 <= x1 ? pair : [x1, d1, x0, d0];
};

const sortedPairs = (crossings: readonly number[]): number[] => {
  const pairs = Array.from({ length: crossings.length / 2 }, (_, at) => [
    crossings[at * 2] ?? 0,
    crossings[at * 2 + 1] ?? 0,
  ]);
  return pairs.sort(([a = 0], [b = 0]) => a - b).flat();
};

export const isInClip = ({ left, top, right, bottom, mask }: Clip, column: number, row: number): boolean =>
  column >= left &&
  column < right &&
  row >= top &&
  row < bottom &&
  (mask === undefined || mask[(row - top) * (right - left) + column - left] === 1);

const boxOf = (shape: Shape) => {
  const box = {
    left: Number.POSITIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    bottom: Number.NEGATIVE_INFINITY,
  };
  for (const ring of shape)
    for (let at = 0; at < ring.length; at += 2) {
      box.left = Math.min(box.left, ring[at] ?? 0);
      box.right = Math.max(box.right, ring[at] ?? 0);
      box.top = Math.min(box.top, ring[at + 1] ?? 0);
      box.bottom = Math.max(box.bottom, ring[at + 1] ?? 0);
    }
  return box;
};

/** Whether the shape is one rectangle parallel to the page's edges. */
const isUpright = ([ring, ...others]: Shape): boolean => {
  if (ring === undefined || others.length > 0 || (ring.length !== 8 && ring.length !== 10)) return false;
  const [x0, y0, x1, y1, x2, y2, x3, y3] = ring.map((value) => Math.round(value * 100));
  if (ring.length === 10 && (ring[8] !== ring[0] || ring[9] !== ring[1])) return false;
  return (
    (x0 === x1 && y1 === y2 && x2 === x3 && y3 === y0) || (y0 === y1 && x1 === x2 && y2 === y3 && x3 === x0)
  );
};
