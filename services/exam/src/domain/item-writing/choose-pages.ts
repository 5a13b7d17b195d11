import type { ReadPage, SourcePage } from './drafts/item-draft.ts';
import { indexWordsOf } from './drafts/term-search.ts';
import type { MaterialIndex } from './gates/material-index.ts';
import type { WantedItems } from './ports.ts';

const maxPagesOfTopic = 40;

type Choice = Pick<WantedItems, 'chapters' | 'pages' | 'topic'> & { readonly language?: string | undefined };

/** The pages that a cell of a blueprint allows: in the order of the book, or those about its topic first. */
export const choosePages = (
  pages: readonly ReadPage[],
  { chapters, pages: ranges, topic, language }: Choice,
  index: Pick<MaterialIndex, 'search'>,
): readonly ReadPage[] => {
  const ofChapters = chapters === undefined ? undefined : pagesOfChapters(pages, chapters);
  const allowed = new Set(
    pages.filter((read) => {
      const { documentId, pageNumber } = read.page;
      if (language !== undefined && read.language !== language) return false;
      if (ofChapters !== undefined && !ofChapters.has(read)) return false;
      return (
        ranges === undefined ||
        ranges.some(
          ({ documentId: of, from, to }) =>
            (of === undefined || of.toLowerCase() === documentId) && pageNumber >= from && pageNumber <= to,
        )
      );
    }),
  );
  if (topic === undefined) return [...allowed];
  const words = new Set(indexWordsOf(topic));
  return index
    .search(topic, pages.length)
    .filter((read) => allowed.has(read) && mentionsHalf(read.page, words))
    .slice(0, maxPagesOfTopic);
};

/** A topic of several words is met by half of them. */
const mentionsHalf = ({ text }: SourcePage, words: ReadonlySet<string>): boolean => {
  const held = new Set(indexWordsOf(text));
  return [...words].filter((word) => held.has(word)).length * 2 >= words.size;
};

/** A page belongs to the headings on it, and without one at its beginning also to the last heading before. */
const pagesOfChapters = (pages: readonly ReadPage[], chapters: readonly string[]): Set<ReadPage> => {
  const wanted = chapters.map(folded);
  const chosen = new Set<ReadPage>();
  let current: { readonly documentId: string; readonly path: readonly string[] } | undefined;
  for (const read of pages) {
    const { documentId, headings } = read.page;
    const before = current?.documentId === documentId && (headings[0]?.offset ?? 1) > 0 ? [current.path] : [];
    const paths = [...before, ...headings.map(({ path }) => path)];
    if (paths.some((path) => path.some((heading) => wanted.some((text) => folded(heading).includes(text)))))
      chosen.add(read);
    const last = headings.at(-1);
    if (last !== undefined) current = { documentId, path: last.path };
    else if (current?.documentId !== documentId) current = undefined;
  }
  return chosen;
};

const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
