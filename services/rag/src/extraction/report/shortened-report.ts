import { limitPath } from '../layout/heading-limits.ts';
import type { ExtractionLimits } from '../model/protocol.ts';

/** Applies the limits of labels and headings, and remembers which of them were reached. */
export type ShortenedReport = {
  readonly label: (label: string) => string;
  readonly path: (path: readonly string[]) => string[];
  readonly warnings: () => string[];
};

export const createShortenedReport = (
  limits: ExtractionLimits,
  { outlineIsCut }: { outlineIsCut: boolean },
): ShortenedReport => {
  let labels = false;
  let headings = false;
  return {
    label: (label) => {
      labels ||= label.length > limits.pageLabelCharacters;
      return label.slice(0, limits.pageLabelCharacters).toWellFormed();
    },
    path: (path) => {
      const limited = limitPath(path, limits);
      headings ||= limited.shortened;
      return limited.path;
    },
    warnings: () => [
      ...(outlineIsCut
        ? [`The outline has more than ${limits.outlineEntries} entries. Further entries were left out.`]
        : []),
      ...(headings
        ? [
            `Headings with more than ${limits.headingDepth} levels or ${limits.headingBytes} bytes were shortened.`,
          ]
        : []),
      ...(labels
        ? [`Page labels with more than ${limits.pageLabelCharacters} characters were shortened.`]
        : []),
    ],
  };
};
