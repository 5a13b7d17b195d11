import { beginningOf, cleanText } from '@ai-teacher/language/clean-text.ts';
import { maxHeadingDepth, maxTitleCharacters } from '../model/limits.ts';
import type { Matrix } from '../model/matrix.ts';
import type { OutlineEntry } from '../model/page-model.ts';

/** The parts of a pdf.js document that its outline needs. */
export type OutlinedDocument = {
  getOutline(): Promise<PdfJsOutlineNode[] | null>;
  getDestination(name: string): Promise<unknown[] | null>;
  getPageIndex(reference: object): Promise<number>;
  getPage(number: number): Promise<{ getViewport(options: { scale: number }): { transform: Matrix } }>;
};

type PdfJsOutlineNode = {
  readonly title: string;
  readonly dest: string | unknown[] | null;
  readonly items: PdfJsOutlineNode[];
};

/** Reads the entries of the outline with the places that they point to. */
export const readOutline = async (document: OutlinedDocument, limit: number): Promise<OutlineEntry[]> => {
  const entries: OutlineEntry[] = [];
  const collect = async (nodes: readonly PdfJsOutlineNode[], path: readonly string[]): Promise<void> => {
    for (const node of nodes) {
      if (entries.length >= limit || path.length >= maxHeadingDepth) return;
      const title = beginningOf(cleanText(node.title.replace(/\s+/g, ' ')).trim(), maxTitleCharacters);
      const here = title === '' ? path : [...path, title];
      const target = await resolveDestination(document, node.dest).catch(() => undefined);
      if (target && title !== '') entries.push({ path: here, ...target });
      await collect(node.items, here);
    }
  };
  await collect((await document.getOutline().catch(() => null)) ?? [], []);
  return entries;
};

/**
 * A destination is an array [page, kind, left, top, zoom] or the name of an array. Some kinds have no top.
 */
const resolveDestination = async (
  document: OutlinedDocument,
  named: string | unknown[] | null,
): Promise<{ pageIndex: number; y?: number } | undefined> => {
  const destination = typeof named === 'string' ? await document.getDestination(named) : named;
  if (!Array.isArray(destination)) return undefined;
  const [page, kind, ...numbers] = destination as [unknown, { name?: string } | undefined, ...unknown[]];
  const pageIndex =
    typeof page === 'number' ? page : page instanceof Object ? await document.getPageIndex(page) : undefined;
  if (pageIndex === undefined) return undefined;
  const top = kind?.name === 'XYZ' ? numbers[1] : kind?.name?.startsWith('FitH') ? numbers[0] : undefined;
  if (typeof top !== 'number') return { pageIndex };
  const { transform } = (await document.getPage(pageIndex + 1)).getViewport({
    scale: 1,
  });
  return { pageIndex, y: transform[3] * top + transform[5] };
};
