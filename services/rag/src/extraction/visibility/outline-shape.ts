import { type Matrix, multiply } from '../model/matrix.ts';

/** Closed rings of points in pixels, each a flat list x, y, x, y, … */
export type Shape = readonly (readonly number[])[];

export type ShapeRule = 'nonzero' | 'evenodd';

/** The numbers in pdf.js's paths. */
const draw = { moveTo: 0, lineTo: 1, curveTo: 2, closePath: 3 } as const;
/** Straight pieces that replace one curve. */
const piecesPerCurve = 6;

const apply = (matrix: Matrix, x: number, y: number): [number, number] => [
  matrix[0] * x + matrix[2] * y + matrix[4],
  matrix[1] * x + matrix[3] * y + matrix[5],
];

/** Flattens a path of pdf.js to rings in pixels. */
export const shapeOf = (path: ArrayLike<number>, matrix: Matrix): number[][] => {
  const rings: number[][] = [];
  let ring: number[] = [];
  let x = 0;
  let y = 0;
  const number = (at: number): number => path[at] ?? 0;
  const lineTo = (toX: number, toY: number) => {
    x = toX;
    y = toY;
    ring.push(...apply(matrix, x, y));
  };
  for (let at = 0; at < path.length; ) {
    const kind = path[at];
    if (kind === draw.moveTo) {
      ring = [];
      rings.push(ring);
      lineTo(number(at + 1), number(at + 2));
      at += 3;
    } else if (kind === draw.lineTo) {
      lineTo(number(at + 1), number(at + 2));
      at += 3;
    } else if (kind === draw.curveTo) {
      const [startX, startY] = [x, y];
      for (let piece = 1; piece <= piecesPerCurve; piece += 1) {
        const t = piece / piecesPerCurve;
        lineTo(
          bezier([startX, number(at + 1), number(at + 3), number(at + 5)], t),
          bezier([startY, number(at + 2), number(at + 4), number(at + 6)], t),
        );
      }
      at += 7;
    } else at += 1;
  }
  return rings;
};

const bezier = ([a, b, c, d]: readonly [number, number, number, number], t: number): number => {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
};

/** The rectangle between two corners, through the matrix. */
export const rectangleThrough = (
  matrix: Matrix,
  [left, bottom, right, top]: readonly [number, number, number, number],
): Shape => [
  [
    ...apply(matrix, left, bottom),
    ...apply(matrix, right, bottom),
    ...apply(matrix, right, top),
    ...apply(matrix, left, top),
  ],
];

/** Lines as wide as the pen: one ring for each straight piece of the path. */
export const strokedShape = (rings: Shape, width: number): Shape => {
  const pieces: number[][] = [];
  for (const ring of rings)
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = ring.slice(at, at + 4);
      const length = Math.hypot(x1 - x0, y1 - y0) || 1;
      const dx = (-(y1 - y0) / length) * (width / 2);
      const dy = ((x1 - x0) / length) * (width / 2);
      pieces.push([x0 + dx, y0 + dy, x1 + dx, y1 + dy, x1 - dx, y1 - dy, x0 - dx, y0 - dy]);
    }
  return pieces;
};

/** The square of an image, in the space of the current transformation. */
export const unitSquare = [0, 0, 1, 1] as const;

export const scaleOf = (matrix: Matrix): number =>
  Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));

export const translated = (matrix: Matrix, x: number, y: number): Matrix =>
  multiply(matrix, [1, 0, 0, 1, x, y]);

/** @param values the six numbers of a matrix, in an array or a typed array. */
export const toMatrix = (values: unknown): Matrix => {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = Array.from(values as ArrayLike<number>, Number);
  return [a, b, c, d, e, f];
};
