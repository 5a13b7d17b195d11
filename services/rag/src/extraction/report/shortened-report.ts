import type { DocumentWarning } from '@ai-teacher/contracts/rag/warnings.ts';
import { limitPath } from '../layout/heading-limits.ts';
import { type ExtractionLimits, limitSettings } from '../model/limits.ts';

/** Applies the limits of labels and headings, and remembers which of them were reached, and where. */
export type ShortenedReport = {
  /** @param page Position in the file, counted from 1. */
  readonly label: (label: string, page: number) => string;
  readonly path: (path: readonly string[], page: number) => string[];
  readonly warnings: () => DocumentWarning[];
};

type Shortened = 'outlineEntries' | 'headingDepth' | 'headingBytes' | 'pageLabelCharacters';

const sentences: Readonly<Record<Shortened, (limit: string) => string>> = {
  outlineEntries: (limit) => `The outline has more than ${limit} entries. Further entries were left out.`,
  headingDepth: (limit) => `Headings with more than ${limit} levels were shortened.`,
  headingBytes: (limit) => `Headings with more than ${limit} bytes were shortened.`,
  pageLabelCharacters: (limit) => `Page labels with more than ${limit} characters were shortened.`,
};

export const createShortenedReport = (
  limits: ExtractionLimits,
  { outlineIsCut }: { outlineIsCut: boolean },
): ShortenedReport => {
  const reached = new Map<Shortened, Set<number>>();
  const reach = (limit: Shortened, page: number) => {
    reached.set(limit, (reached.get(limit) ?? new Set()).add(page));
  };
  if (outlineIsCut) reached.set('outlineEntries', new Set());
  return {
    label: (label, page) => {
      if (label.length > limits.pageLabelCharacters) reach('pageLabelCharacters', page);
      return label.slice(0, limits.pageLabelCharacters).toWellFormed();
    },
    path: (path, page) => {
      const limited = limitPath(path, limits);
      if (limited.shortened) reach(path.length > limits.headingDepth ? 'headingDepth' : 'headingBytes', page);
      return limited.path;
    },
    warnings: () =>
      [...reached].map(([limit, pages]) => {
        const setting = { name: limitSettings[limit], value: limits[limit] };
        const sentence = sentences[limit](`${setting.value}`).replace(/\.$/, ` (${setting.name}).`);
        return { code: 'limit-reached', sentence, pages: [...pages], limit: setting };
      }),
  };
};
