/** A page without any type of a PDF library. Lengths are points; the origin is the top left corner. */

export type TextRun = {
  readonly text: string;
  /** The left edge, for text in columns the left edge of its column. */
  readonly x: number;
  /** Baseline, measured downwards from the top of the visible page. */
  readonly y: number;
  /** The advance: across the page, or down the page for text in columns. */
  readonly width: number;
  readonly size: number;
  readonly monospace: boolean;
  /** The name of the font within its file. */
  readonly font: string;
  /** One letter or unit of a right-to-left script. Its characters are in reading order. */
  readonly rightToLeft: boolean;
  /** Text that its font sets from the top down. `y` is its upper edge. */
  readonly vertical: boolean;
  /** Quarter turns of the writing direction: 0 is upright. */
  readonly turn: 0 | 1 | 2 | 3;
};

/** The reason why readers cannot see a letter. */
export type HiddenBecause =
  | 'layer'
  | 'undrawn'
  | 'tiny'
  | 'off-page'
  | 'clipped'
  | 'transparent'
  | 'background'
  | 'covered';

/** Content beside the text of a page that is not read. */
export type Beside = 'notes' | 'form-fields' | 'attachments';
/** Content beside the pages of a file that is not read. */
export type BesideDocument = 'xfa-form' | 'portfolio' | 'attachments';

export type RawPage = {
  readonly width: number;
  readonly height: number;
  /** The text that readers see. */
  readonly runs: readonly TextRun[];
  /** Whether the page shows a picture and no text, such as a scanned page. */
  readonly isPicture: boolean;
  /** Whether a picture takes most of the page. Its text may be a stamp on a scan. */
  readonly isOnPicture: boolean;
  /** The number of visible glyphs in words to which the file gives no character. */
  readonly lostGlyphs: number;
  readonly beside: readonly Beside[];
  /** Numbers of letters that were left out, because readers cannot see them. */
  readonly hidden: ReadonlyMap<HiddenBecause, number>;
};

/** The column of running text that a line stands in. */
export type TextColumn = {
  /** The number of the part of the page that has these columns. */
  readonly region: number;
  /** The position of the column in reading order, counted from 0. */
  readonly index: number;
};

export type Line = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly size: number;
  readonly monospace: boolean;
  readonly turn: 0 | 1 | 2 | 3;
  /** Absent outside columns of running text. */
  readonly column?: TextColumn;
  /** The table whose row the line is. Absent outside tables. */
  readonly table?: Table;
};

/** A column of a table: its edges in reading direction, and its words in the header. */
export type TableColumn = { readonly start: number; readonly end: number; readonly title: string };

export type Table = { readonly columns: readonly TableColumn[] };

export type LinedPage = {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** Whether most of the page is written from the right to the left. */
  readonly rightToLeft: boolean;
  /** The table at the end of the page, whose rows may go on. */
  readonly openTable: Table | undefined;
};

/**
 * An entry of the document's outline with its destination; `y` is absent when the destination is a whole
 * page.
 */
export type OutlineEntry = {
  readonly path: readonly string[];
  readonly pageIndex: number;
  readonly y?: number;
};

export type HeadingMark = {
  /** Offset into the page's text at which the section begins. */
  readonly offset: number;
  readonly path: readonly string[];
};
