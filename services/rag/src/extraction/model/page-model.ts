/** The child program's own picture of a page, free of any PDF library. Lengths are points, the origin is top left. */

/** An affine map as PDF writes it: a, b, c, d, e, f. */
export type Matrix = readonly [number, number, number, number, number, number];

export type TextRun = {
  readonly text: string;
  readonly x: number;
  /** Baseline, measured downwards from the top of the visible page. */
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly monospace: boolean;
  readonly rightToLeft: boolean;
  /** Quarter turns of the writing direction: 0 is upright. */
  readonly turn: 0 | 1 | 2 | 3;
};

export type RawPage = {
  readonly width: number;
  readonly height: number;
  readonly runs: readonly TextRun[];
};

export type Line = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly size: number;
  readonly monospace: boolean;
  readonly turn: 0 | 1 | 2 | 3;
};

export type LinedPage = {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
};

/** An entry of the document's outline, resolved to where it points; `y` is absent when it names a page only. */
export type OutlineEntry = {
  readonly path: readonly string[];
  readonly pageIndex: number;
  readonly y?: number;
};

export type HeadingMark = {
  /** Offset into the page's text from which the path holds. */
  readonly offset: number;
  readonly path: readonly string[];
};

export type ComposedPage = {
  readonly text: string;
  readonly headings: readonly HeadingMark[];
};
