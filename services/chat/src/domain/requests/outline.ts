import { plainSpelling } from '@ai-teacher/language/spelling/folding.ts';
import type { Page } from './ports.ts';
import { chapterWords } from './request-words.ts';

export type Book = { readonly title: string; readonly pages: readonly Page[] };

/** Where a heading stands first. */
export type Place = { readonly heading: string; readonly page: Page; readonly offset: number };

export type Chapter = Place & {
  /** The headings one level below. */
  readonly sections: readonly Place[];
};

const maxListed = 30;

type Entry = Place & { readonly path: readonly string[] };

/** Every heading path of the book once, in order. */
const entriesOf = ({ pages }: Book): Entry[] => {
  const seen = new Set<string>();
  return pages.flatMap((page) =>
    page.headings.flatMap(({ offset, path }): Entry[] =>
      path.flatMap((heading, depth) => {
        const upTo = path.slice(0, depth + 1);
        const key = upTo.join('\n');
        if (seen.has(key)) return [];
        seen.add(key);
        return [{ heading, page, offset, path: upTo }];
      }),
    ),
  );
};

/** The topics of a book: its highest level with more than one heading. */
export const topicsOf = (book: Book): Place[] => {
  const entries = entriesOf(book);
  const depths = [1, 2, 3].map((depth) => entries.filter(({ path }) => path.length === depth));
  const level = depths.find((headings) => headings.length > 1) ?? depths[0] ?? [];
  return level.slice(0, maxListed);
};

/**
 * The chapter with a number: the highest heading that begins with it ("3 Functions", "Chapter 3"). In a book
 * without any numbered heading, the heading at this place of the highest level.
 */
export const chapterOf = (book: Book, number: number): Chapter | undefined => {
  const entries = entriesOf(book);
  const numbered = entries.filter(({ heading }) => numberOf(heading) !== undefined);
  const byDepth = [...numbered].sort((one, other) => one.path.length - other.path.length);
  const place =
    numbered.length > 0
      ? byDepth.find(({ heading }) => numberOf(heading) === number)
      : topicsOf(book)[number - 1];
  const found = entries.find(({ heading, page }) => heading === place?.heading && page === place.page);
  if (found === undefined) return undefined;
  const sections = entries.filter(
    ({ path }) => path.length === found.path.length + 1 && found.path.every((part, at) => path[at] === part),
  );
  return { ...found, sections: sections.slice(0, maxListed) };
};

/** The number of a chapter in its heading: "3", "3.", "Chapter 3", "Kapitel 3:"; not "3.1". */
const numberOf = (heading: string): number | undefined => {
  const words = plainSpelling(heading).match(/[\p{L}\p{M}]+|\d+(?:\.\d+)*/gu) ?? [];
  const [first = '', second = ''] = words;
  const label = chapterWords.has(first) ? second : first;
  const spaceless = /第\s*(\d{1,3})\s*章/u.exec(plainSpelling(heading))?.[1];
  if (spaceless !== undefined) return Number(spaceless);
  return /^\d{1,3}$/u.test(label) ? Number(label) : undefined;
};
