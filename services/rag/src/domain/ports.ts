/** What the book's domain needs of the world, in its own words. */

export interface HeadingMark {
  readonly offset: number;
  readonly path: readonly string[];
}

export interface ExtractedPage {
  /** Position in the file, counted from 1. */
  readonly number: number;
  /** What is printed on the page. */
  readonly label: string;
  readonly text: string;
  readonly headings: readonly HeadingMark[];
}

export type Extraction =
  | {
      readonly state: 'ready';
      readonly title: string | undefined;
      readonly warnings: readonly string[];
      readonly pages: readonly ExtractedPage[];
    }
  | {
      readonly state: 'no_text' | 'encrypted' | 'damaged' | 'rejected_resource';
      readonly reason: string;
    };

export interface Extractor {
  /** Never throws for what is in the file: that is a state. Throws when aborted or when the bytes cannot be had. */
  extract(
    pdf: AsyncIterable<Uint8Array>,
    options: {
      readonly onProgress: (done: number, total: number) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<Extraction>;
}
