import { type Matrix, multiply } from '../model/matrix.ts';
import {
  type DecodedImage,
  drawPictures,
  type PagePicture,
  type PlacedImage,
} from '../recognition/page-picture.ts';
import { type OperatorList, operatorsOf } from '../visibility/operators.ts';
import { toMatrix } from '../visibility/outline-shape.ts';

/** Where pdf.js stores the decoded images of a page. `get` calls back when the image has been decoded. */
export type ImageStore = {
  has(name: string): boolean;
  get(name: string, onReady?: (image: unknown) => void): unknown;
};

/** The parts in use of a pdf.js document that decodes pictures. */
type PicturedDocument = {
  getPage(number: number): Promise<{
    getViewport(options: { scale: number }): { width: number; height: number; transform: Matrix };
    getOperatorList(options: { annotationMode: number }): Promise<OperatorList>;
    readonly objs: ImageStore;
    readonly commonObjs: ImageStore;
    cleanup(): void;
  }>;
};

/** Larger pictures are not decoded, because they need more memory than the process has. */
export const maxPicturePixels = 40_000_000;

/** Draws the images of a page on white. Opens the document when the first page needs it. */
export const createPictureReader = (
  open: () => Promise<PicturedDocument>,
): ((number: number) => Promise<PagePicture | undefined>) => {
  let opened: Promise<PicturedDocument> | undefined;
  return async (number) => {
    opened ??= open();
    const page = await (await opened).getPage(number);
    const { width, height, transform } = page.getViewport({ scale: 1 });
    const operators = await page.getOperatorList({ annotationMode: 0 });
    await decodeImages(operators, { own: page.objs, shared: page.commonObjs });
    const images = placedImages(operators, transform, [page.objs, page.commonObjs]);
    const picture = images.length === 0 ? undefined : drawPictures({ width, height }, images);
    page.cleanup();
    return picture;
  };
};

/** Images that several pages share are stored for the whole file. */
const sharedPrefix = 'g_';

/** Waits until pdf.js has decoded the images of a page. */
const decodeImages = async (
  operators: OperatorList,
  { own, shared }: { readonly own: ImageStore; readonly shared: ImageStore },
): Promise<void> => {
  for (const { name, operands } of operatorsOf(operators))
    if (name === 'dependency')
      for (const needed of operands) {
        const store = String(needed).startsWith(sharedPrefix) ? shared : own;
        await new Promise((resolve) => void store.get(String(needed), resolve));
      }
};

/** The images of a page with their places, in the order in which the page draws them. */
const placedImages = (
  operators: OperatorList,
  view: Matrix,
  stores: readonly ImageStore[],
): PlacedImage[] => {
  const images: PlacedImage[] = [];
  const saved: Matrix[] = [];
  let place = view;
  const find = (given: unknown): DecodedImage | undefined => {
    const store = typeof given === 'string' ? stores.find((each) => each.has(given)) : undefined;
    return imageIn(typeof given === 'string' ? store?.get(given) : given);
  };
  const add = (given: unknown, isMask: boolean) => {
    const found = find(given);
    if (found !== undefined) images.push({ image: found, place, isMask });
  };
  for (const { name, operands } of operatorsOf(operators)) {
    if (name === 'save' || name === 'paintFormXObjectBegin' || name === 'beginGroup') saved.push(place);
    if (name === 'transform') place = multiply(place, toMatrix(operands));
    if (name === 'paintFormXObjectBegin' && operands[0])
      place = multiply(place, toMatrix(operands[0] as never));
    if (name === 'restore' || name === 'paintFormXObjectEnd' || name === 'endGroup')
      place = saved.pop() ?? view;
    if (name === 'paintImageXObject' || name === 'paintInlineImageXObject') add(operands[0], false);
    if (name === 'paintImageMaskXObject') add(maskOf(operands[0], find), true);
  }
  return images;
};

/** A mask is given whole, or by the name of its data. */
const maskOf = (given: unknown, find: (name: unknown) => DecodedImage | undefined): unknown => {
  const data = given instanceof Object && 'data' in given ? given.data : undefined;
  return typeof data === 'string' ? find(data) : given;
};

const imageIn = (given: unknown): DecodedImage | undefined =>
  given instanceof Object && 'width' in given && 'height' in given && 'data' in given && given.data
    ? (given as DecodedImage)
    : undefined;
