import { identifier } from '@ai-teacher/contracts/text.ts';
import { PDFParse } from 'pdf-parse';
import { z } from 'zod';
import type { Matrix } from '../model/matrix.ts';
import type { Box, PaintStep } from './drawn-letters.ts';

/**
 * The drawing operators of a page as pdf.js lists them: numbers of operators, and their operands in the same
 * order.
 */
export type OperatorList = {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
};

type Operators = Readonly<Record<string, number>>;

const globalWithPdfJs = z.object({ pdfjs: z.object({ OPS: z.record(identifier(), z.number()) }) });

/**
 * The numbers of pdf.js's operators. pdf-parse exposes its pdf.js only as a global, which `setWorker`
 * creates.
 */
const readOperators = (): Operators => {
  PDFParse.setWorker();
  return globalWithPdfJs.parse(globalThis).pdfjs.OPS;
};

type Translate = (operands: readonly unknown[]) => PaintStep[];

/** Translates pdf.js's operators into the few steps that decide whether text is visible. */
export const paintSteps = ({ fnArray, argsArray }: OperatorList): PaintStep[] => {
  const byNumber = translations(readOperators());
  return fnArray.flatMap((operator, at) => {
    const operands = argsArray[at];
    return byNumber.get(operator)?.(Array.isArray(operands) ? operands : []) ?? [];
  });
};

const translations = (ops: Operators): Map<number, Translate> => {
  const table = new Map<number, Translate>();
  const on = (names: readonly string[], translate: Translate) => {
    for (const name of names) if (ops[name] !== undefined) table.set(ops[name], translate);
  };
  on(['save'], () => [{ kind: 'save' }]);
  on(['restore', 'paintFormXObjectEnd'], () => [{ kind: 'restore' }]);
  on(['transform'], (operands) => [{ kind: 'transform', matrix: toMatrix(operands) }]);
  on(['paintFormXObjectBegin'], ([matrix]) => [
    { kind: 'save' },
    ...(matrix ? [{ kind: 'transform' as const, matrix: toMatrix(matrix) }] : []),
  ]);
  on(['setFillRGBColor'], ([colour]) => [{ kind: 'fill-colour', white: isWhite(colour) }]);
  on(['setFillColorN', 'setFillTransparent'], () => [{ kind: 'fill-colour', white: false }]);
  on(['setTextRenderingMode'], ([mode]) => [{ kind: 'text-mode', mode: Number(mode) }]);
  on(['beginText'], () => [{ kind: 'begin-text' }]);
  on(['setTextMatrix'], (operands) => [{ kind: 'text-matrix', matrix: toMatrix(operands[0] ?? operands) }]);
  on(['moveText'], ([x, y]) => [{ kind: 'move-text', x: Number(x), y: Number(y) }]);
  on(['showText'], ([glyphs]) => [{ kind: 'text', letters: lettersIn(glyphs) }]);
  on(['constructPath'], ([painting, , box]) =>
    fills(ops, painting) ? [{ kind: 'fill', box: toBox(box) }] : [],
  );
  on(['shadingFill'], () => [{ kind: 'fill', box: [-1e6, -1e6, 1e6, 1e6] }]);
  on(
    ['paintImageXObject', 'paintInlineImageXObject', 'paintImageMaskXObject', 'paintImageXObjectRepeat'],
    () => [{ kind: 'image' }],
  );
  return table;
};

const fills = (ops: Operators, painting: unknown): boolean => {
  return ['fill', 'eoFill', 'fillStroke', 'eoFillStroke', 'closeFillStroke', 'closeEOFillStroke'].some(
    (name) => ops[name] === painting,
  );
};

/** Includes nearly white colours, which readers cannot tell from the paper. */
const isWhite = (colour: unknown): boolean => {
  if (typeof colour !== 'string') return false;
  const channels = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour)?.slice(1) ?? ['0'];
  return channels.every((channel) => Number.parseInt(channel, 16) >= 0xf5);
};

const lettersIn = (glyphs: unknown): number => {
  if (!Array.isArray(glyphs)) return 0;
  return glyphs.filter((glyph: { unicode?: unknown } | number | null) => {
    const text = typeof glyph === 'object' ? glyph?.unicode : undefined;
    return typeof text === 'string' && /[\p{L}\p{N}]/u.test(text);
  }).length;
};

const toMatrix = (values: unknown): Matrix => {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = Array.from(values as ArrayLike<number>, Number);
  return [a, b, c, d, e, f];
};

const toBox = (values: unknown): Box => {
  const [left = 0, bottom = 0, right = 0, top = 0] = Array.from((values ?? []) as ArrayLike<number>, Number);
  return [left, bottom, right, top];
};
