import { type Matrix, multiply } from '../model/matrix.ts';

/** A picture of a page in shades of grey, from 0 (black) to 255, row by row from the top. */
export type PagePicture = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Pixels per point. */
  readonly scale: number;
};

/** An image as pdf.js decodes it. `kind` 1 has one bit for each pixel, 2 three bytes, 3 four bytes. */
export type DecodedImage = {
  readonly width: number;
  readonly height: number;
  readonly kind?: number;
  readonly data?: ArrayLike<number>;
};

/** An image and its place: from the unit square to points from the top left corner of the page. */
export type PlacedImage = {
  readonly image: DecodedImage;
  readonly place: Matrix;
  /** A mask paints black where its bit is 0; all else is transparent. */
  readonly isMask: boolean;
};

/** Recognition is best at 300 dots per inch; more only takes time. */
const maxScale = 300 / 72;
const minScale = 150 / 72;
const maxPixels = 12_000_000;
/** Shrunk images are the mean of this many samples in each direction at most. */
const maxSamples = 4;

/** Draws the images of a page on white, in their order. */
export const drawPictures = (
  page: { readonly width: number; readonly height: number },
  images: readonly PlacedImage[],
): PagePicture => {
  const finest = Math.max(...images.map(({ image, place }) => image.width / Math.hypot(place[0], place[1])));
  const room = Math.sqrt(maxPixels / (page.width * page.height));
  const scale = Math.min(room, Math.max(minScale, Math.min(maxScale, finest)));
  const width = Math.max(1, Math.round(page.width * scale));
  const height = Math.max(1, Math.round(page.height * scale));
  const picture = { width, height, scale, pixels: new Uint8Array(width * height).fill(255) };
  for (const placed of images) drawImage(picture, placed);
  return picture;
};

const drawImage = (picture: PagePicture, { image, place, isMask }: PlacedImage): void => {
  const { width, height, pixels, scale } = picture;
  const toPixels = multiply([scale, 0, 0, scale, 0, 0], place);
  const inverse = inverted(toPixels);
  const shadeAt = isMask ? maskReader(image) : shadeReader(image);
  if (inverse === undefined || shadeAt === undefined) return;
  const [a, b, c, d, e, f] = toPixels;
  const left = Math.max(0, Math.floor(e + Math.min(0, a, c, a + c)));
  const right = Math.min(width, Math.ceil(e + Math.max(0, a, c, a + c)));
  const top = Math.max(0, Math.floor(f + Math.min(0, b, d, b + d)));
  const bottom = Math.min(height, Math.ceil(f + Math.max(0, b, d, b + d)));
  const shrink = image.width / Math.hypot(a, b);
  const samples = Math.max(1, Math.min(maxSamples, Math.round(shrink)));
  for (let row = top; row < bottom; row += 1)
    for (let column = left; column < right; column += 1) {
      const shade = meanShade({ image, inverse, shadeAt, samples }, column, row);
      if (shade !== undefined) pixels[row * width + column] = shade;
    }
};

type Sampling = {
  readonly image: DecodedImage;
  readonly inverse: Matrix;
  readonly shadeAt: (x: number, y: number) => number | undefined;
  readonly samples: number;
};

const meanShade = (
  { image, inverse: [a, b, c, d, e, f], shadeAt, samples }: Sampling,
  column: number,
  row: number,
): number | undefined => {
  let sum = 0;
  let count = 0;
  let empty = 0;
  for (let i = 0; i < samples; i += 1)
    for (let j = 0; j < samples; j += 1) {
      const x = column + (i + 0.5) / samples;
      const y = row + (j + 0.5) / samples;
      const across = Math.floor((a * x + c * y + e) * image.width);
      // The first row of an image is at the top of the unit square.
      const down = Math.floor((1 - (b * x + d * y + f)) * image.height);
      if (across < 0 || down < 0 || across >= image.width || down >= image.height) continue;
      const shade = shadeAt(across, down);
      if (shade === undefined) empty += 1;
      else {
        sum += shade;
        count += 1;
      }
    }
  return count === 0 ? undefined : Math.round((sum + empty * 255) / (count + empty));
};

const inverted = ([a, b, c, d, e, f]: Matrix): Matrix | undefined => {
  const determinant = a * d - b * c;
  if (determinant === 0 || !Number.isFinite(determinant)) return undefined;
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
};

const bitReader = ({ width, data = [] }: DecodedImage) => {
  const rowBytes = (width + 7) >> 3;
  return (x: number, y: number) => ((data[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
};

const maskReader = (image: DecodedImage): Sampling['shadeAt'] | undefined => {
  if (image.data === undefined) return undefined;
  const bitAt = bitReader(image);
  return (x, y) => (bitAt(x, y) === 0 ? 0 : undefined);
};

const shadeReader = (image: DecodedImage): Sampling['shadeAt'] | undefined => {
  const { width, data, kind } = image;
  if (data === undefined) return undefined;
  if (kind === 1) {
    const bitAt = bitReader(image);
    return (x, y) => bitAt(x, y) * 255;
  }
  const step = kind === 2 ? 3 : 4;
  return (x, y) => {
    const at = (y * width + x) * step;
    const alpha = step === 4 ? (data[at + 3] ?? 255) : 255;
    if (alpha < 128) return undefined;
    return Math.round(0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0));
  };
};
