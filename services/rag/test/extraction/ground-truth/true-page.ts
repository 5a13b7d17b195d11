import type { WarningCode } from '@ai-teacher/contracts/rag/warnings.ts';
import type { BookSpec } from '../../make-pdf.ts';

/** The content of one page, and the expected result of its reader. */
export type TruePage = {
  /** The content of the page, and the way in which the file draws it. */
  readonly name: string;
  /** The operators of the page. */
  readonly content: string;
  /**
   * The text of the page; undefined when it cannot be read right. Line breaks count when the text has one.
   */
  readonly text: string | undefined;
};

/** One small file. */
export type Truth = {
  readonly name: string;
  readonly pages: readonly TruePage[];
  readonly labels?: readonly string[];
  /** The path of a file that a program printed; otherwise the pages are drawn by their operators. */
  readonly file?: string;
  /** The code of each warning and its pages, instead of `warnings`. */
  readonly details?: readonly (readonly [code: WarningCode, pages: readonly number[]])[];
  /** A pattern for each warning. */
  readonly warnings?: readonly RegExp[];
  /** Further entries of the file. Further objects begin at number 9. */
  readonly book?: Partial<BookSpec>;
};

export const page = (name: string, operators: readonly string[], text: string): TruePage => ({
  name,
  content: operators.join('\n'),
  text,
});

/**
 * A line as readers see it, from the left to the right: the letters of right-to-left words in reverse
 * order.
 */
export const seen = (logical: string): string[] => [...logical].reverse();
