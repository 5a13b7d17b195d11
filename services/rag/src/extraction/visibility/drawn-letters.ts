import { identityMatrix, type Matrix, multiply } from '../model/matrix.ts';

/** A drawing step of a page that decides whether text is visible. Boxes are [left, bottom, right, top]. */
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

/** Numbers of letters: visible, white without a background, or in a text mode that draws nothing. */
export type DrawnLetters = {
  readonly seen: number;
  readonly white: number;
  readonly undrawn: number;
};

type State = {
  readonly matrix: Matrix;
  readonly white: boolean;
  readonly mode: number;
  /**
   * The box of an image, if the last transformation was made for an image. Images are not decoded, so their
   * drawing steps are missing.
   */
  readonly imagePlace: Box | undefined;
};

const unit: Box = [0, 0, 1, 1];
/** Text rendering modes without visible output: 3 draws nothing, 7 only clips. */
const undrawnModes: ReadonlySet<number> = new Set([3, 7]);
/**
 * Enough to find the dark backgrounds of banners and boxes; bounds the memory of a page with a million
 * strokes.
 */
const maxBackgrounds = 2_000;

/**
 * Follows the drawing steps of one page and counts letters. White text on an earlier background is visible.
 */
export const countDrawnLetters = (steps: Iterable<PaintStep>): DrawnLetters => {
  const letters = { seen: 0, white: 0, undrawn: 0 };
  const backgrounds: Box[] = [];
  const saved: State[] = [];
  let state: State = { matrix: identityMatrix, white: false, mode: 0, imagePlace: undefined };
  let textMatrix = identityMatrix;
  const addBackground = (box: Box) => {
    if (backgrounds.length < maxBackgrounds) backgrounds.push(box);
  };
  for (const step of steps) {
    if (step.kind === 'save') saved.push(state);
    else if (step.kind === 'restore') {
      if (state.imagePlace) addBackground(state.imagePlace);
      state = saved.pop() ?? state;
    } else if (step.kind === 'transform') {
      const matrix = multiply(state.matrix, step.matrix);
      state = { ...state, matrix, imagePlace: boxThrough(matrix, unit) };
    } else if (step.kind === 'fill-colour') state = { ...state, white: step.white };
    else if (step.kind === 'text-mode') state = { ...state, mode: step.mode };
    else if (step.kind === 'begin-text') textMatrix = identityMatrix;
    else if (step.kind === 'text-matrix') textMatrix = step.matrix;
    else if (step.kind === 'move-text') textMatrix = multiply(textMatrix, [1, 0, 0, 1, step.x, step.y]);
    else {
      state = { ...state, imagePlace: undefined };
      if (step.kind === 'image') addBackground(boxThrough(state.matrix, unit));
      else if (step.kind === 'fill' && !state.white) addBackground(boxThrough(state.matrix, step.box));
      else if (step.kind === 'text') letters[visibilityOf(state, textMatrix, backgrounds)] += step.letters;
    }
  }
  return letters;
};

const visibilityOf = (state: State, textMatrix: Matrix, backgrounds: readonly Box[]): keyof DrawnLetters => {
  if (undrawnModes.has(state.mode)) return 'undrawn';
  if (!state.white) return 'seen';
  const [, , , , x, y] = multiply(state.matrix, textMatrix);
  const onBackground = backgrounds.some(
    ([left, bottom, right, top]) => x >= left - 1 && x <= right && y >= bottom - 1 && y <= top,
  );
  return onBackground ? 'seen' : 'white';
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
