export type HeadingMark = { readonly offset: number; readonly path: readonly string[] };

export type ExtractedPage = {
  /** Position in the file, counted from 1. */
  readonly number: number;
  /** The label that is printed on the page. */
  readonly label: string;
  readonly text: string;
  readonly headings: readonly HeadingMark[];
};
