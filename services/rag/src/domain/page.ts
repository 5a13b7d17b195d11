import type { LabelReason } from '@ai-teacher/contracts/rag/library.ts';

export type HeadingMark = { readonly offset: number; readonly path: readonly string[] };

/** How a page was read. Pages of earlier versions know nothing of it. */
export type PageReading = {
  /** The label that the file declares; null without any. */
  readonly declaredLabel?: string | null | undefined;
  /** The number printed at the edge of the page; null without any. */
  readonly printedLabel?: string | null | undefined;
  readonly labelReason?: LabelReason | undefined;
  /** The confidence of recognised text in percent; absent for text of the file. */
  readonly recognitionConfidence?: number | undefined;
};

export type ExtractedPage = {
  /** Position in the file, counted from 1. */
  readonly number: number;
  /** The label that is believed. */
  readonly label: string;
  readonly text: string;
  readonly headings: readonly HeadingMark[];
  readonly reading: PageReading;
};
