import { PDFParse } from 'pdf-parse';

/**
 * The drawing operators of a page as pdf.js lists them: numbers of operators, and their operands in the same
 * order.
 */
export type OperatorList = {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
};

/** One operator by name, such as `showText`. */
export type Operator = { readonly name: string; readonly operands: readonly unknown[] };

type GlobalWithPdfJs = { readonly pdfjs: { readonly OPS: Readonly<Record<string, number>> } };

let namesByNumber: ReadonlyMap<number, string> | undefined;

/**
 * The names of pdf.js's operators. pdf-parse exposes its pdf.js only as a global, which `setWorker` creates.
 */
const operatorNames = (): ReadonlyMap<number, string> => {
  if (namesByNumber !== undefined) return namesByNumber;
  PDFParse.setWorker();
  const { OPS } = (globalThis as typeof globalThis & GlobalWithPdfJs).pdfjs;
  namesByNumber = new Map(Object.entries(OPS).map(([name, number]) => [number, name]));
  return namesByNumber;
};

/** The operators of a page in the order in which they are drawn. */
export function* operatorsOf({ fnArray, argsArray }: OperatorList): Generator<Operator> {
  const names = operatorNames();
  for (let at = 0; at < fnArray.length; at += 1) {
    const operands = argsArray[at];
    yield { name: names.get(fnArray[at] ?? -1) ?? '', operands: Array.isArray(operands) ? operands : [] };
  }
}

/** The name of the operator that paints a path, which pdf.js stores as a number inside `constructPath`. */
export const paintingOf = (operands: readonly unknown[]): string =>
  operatorNames().get(Number(operands[0])) ?? '';

/** The tags of the marked contents with properties, layers apart. */
export const markedTags = ({ fnArray, argsArray }: OperatorList): unknown[] => {
  const names = operatorNames();
  const tags: unknown[] = [];
  for (let at = 0; at < fnArray.length; at += 1) {
    if (names.get(fnArray[at] ?? -1) !== 'beginMarkedContentProps') continue;
    const [tag] = argsArray[at] as readonly unknown[];
    if (tag !== 'OC') tags.push(tag);
  }
  return tags;
};

/** Fewer paths are rules and frames, more are a drawing, or text that was changed to outlines. */
const minDrawnPaths = 40;

/**
 * Whether a page draws a picture. Pictures that are masks count, because scanned pages often are masks, and
 * so do many paths.
 */
export const drawsPicture = (operators: OperatorList): boolean => {
  let paths = 0;
  for (const { name } of operatorsOf(operators)) {
    if (/^paint\w*Image/.test(name)) return true;
    if (name === 'constructPath') paths += 1;
  }
  return paths >= minDrawnPaths;
};
