import type { Matrix } from '../model/page-model.ts';

/** What a page draws, reduced to what decides whether its text can be seen. Boxes are [left, bottom, right, top]. */
export type PaintStep =
  | { readonly kind: 'save' | 'restore' | 'begin-text' }
  | { readonly kind: 'transform' | 'text-matrix'; readonly matrix: Matrix }
  | { readonly kind: 'fill-colour'; readonly white: boolean }
  | { readonly kind: 'text-mode'; readonly mode: number }
  | { readonly kind: 'move-text'; readonly x: number; readonly y: number }
  | { readonly kind: 'text'; readonly letters: number }
  | { readonly kind: 'fill'; readonly box: Box }
  | { readonly kind: 'image' };

export type Box = readonly [number, number, number, number];

/** Letters by how they are drawn: to be seen, white on nothing, or in the mode that draws nothing. */
export type DrawnLetters = {
  readonly seen: number;
  readonly white: number;
  readonly undrawn: number;
};

type State = {
  readonly matrix: Matrix;
  readonly white: boolean;
  readonly mode: number;
  /** Where an image would stand if the last transformation was for one: images are left out while reading. */
  readonly imagePlace: Box | undefined;
};

const identity: Matrix = [1, 0, 0, 1, 0, 0];
const unit: Box = [0, 0, 1, 1];
/** Text rendering modes that leave no mark: 3 draws nothing, 7 only clips. */
const undrawnModes: ReadonlySet<number> = new Set([3, 7]);
/** Enough to tell dark grounds of banners and boxes; a page of a million strokes need not be remembered whole. */
const mostGrounds = 2_000;

/** Follows the drawing of one page and counts its letters. White text on a ground that was painted before is seen. */
export const countDrawnLetters = (steps: Iterable<PaintStep>): DrawnLetters => {
  const letters = { seen: 0, white: 0, undrawn: 0 };
  const grounds: Box[] = [];
  const saved: State[] = [];
  let state: State = { matrix: identity, white: false, mode: 0, imagePlace: undefined };
  let textMatrix = identity;
  const addGround = (box: Box) => {
    if (grounds.length < mostGrounds) grounds.push(box);
  };
  for (const step of steps) {
    if (step.kind === 'save') saved.push(state);
    else if (step.kind === 'restore') {
      if (state.imagePlace) addGround(state.imagePlace);
      state = saved.pop() ?? state;
    } else if (step.kind === 'transform') {
      const matrix = multiply(state.matrix, step.matrix);
      state = { ...state, matrix, imagePlace: boxThrough(matrix, unit) };
    } else if (step.kind === 'fill-colour') state = { ...state, white: step.white };
    else if (step.kind === 'text-mode') state = { ...state, mode: step.mode };
    else if (step.kind === 'begin-text') textMatrix = identity;
    else if (step.kind === 'text-matrix') textMatrix = step.matrix;
    else if (step.kind === 'move-text') textMatrix = multiply(textMatrix, [1, 0, 0, 1, step.x, step.y]);
    else {
      state = { ...state, imagePlace: undefined };
      if (step.kind === 'image') addGround(boxThrough(state.matrix, unit));
      else if (step.kind === 'fill' && !state.white) addGround(boxThrough(state.matrix, step.box));
      else if (step.kind === 'text') letters[howDrawn(state, textMatrix, grounds)] += step.letters;
    }
  }
  return letters;
};

const howDrawn = (state: State, textMatrix: Matrix, grounds: readonly Box[]): keyof DrawnLetters => {
  if (undrawnModes.has(state.mode)) return 'undrawn';
  if (!state.white) return 'seen';
  const [, , , , x, y] = multiply(state.matrix, textMatrix);
  const grounded = grounds.some(
    ([left, bottom, right, top]) => x >= left - 1 && x <= right && y >= bottom - 1 && y <= top,
  );
  return grounded ? 'seen' : 'white';
};

export const multiply = (m: Matrix, n: Matrix): Matrix => {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
};

const boxThrough = (matrix: Matrix, [left, bottom, right, top]: Box): Box => {
  const corners = [
    [left, bottom],
    [left, top],
    [right, bottom],
    [right, top],
  ].map(([x = 0, y = 0]) => multiply(matrix, [1, 0, 0, 1, x, y]));
  const xs = corners.map((corner) => corner[4]);
  const ys = corners.map((corner) => corner[5]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};
