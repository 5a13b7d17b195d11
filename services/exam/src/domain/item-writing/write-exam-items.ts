import { itemTypes } from '@ai-teacher/contracts/exam/items.ts';
import { choosePages } from './choose-pages.ts';
import type { ItemDraft, ReadPage } from './drafts/item-draft.ts';
import { indexMaterial } from './gates/material-index.ts';
import { isSupported, languageNameOf, supportedLanguageNames } from './languages/rules-of.ts';
import type { WantedItems, WritingTask, WrittenCell, WrittenItems } from './ports.ts';
import { readPages } from './reading/read-pages.ts';
import { reasonSentences } from './reasons.ts';
import { withPoints } from './rubrics/criteria.ts';
import { rulesRefusalOf } from './rules-limits.ts';
import { writeItems } from './write-items.ts';

/**
 * Writes items from materials without a model. The result depends only on the task, and the duration grows
 * with the length of the books.
 */
export const writeExamItems = (task: WritingTask): WrittenItems => {
  const { materials, cells, language, earlierStems = [] } = task;
  const pages = readPages(materials.flatMap((material) => material.pages));
  const ids = materials.map(({ documentId }) => documentId).join(',');
  const items: ItemDraft[] = [...(task.present ?? [])];
  const written = cells.map((cell, at): WrittenCell => {
    const refusal = rulesRefusalOf(cell);
    if (refusal !== undefined) return { items: [], rejected: {}, reason: refusal };
    const seed = `${ids}/${cell.types.join(',')}${at === 0 ? '' : `/${at}`}`;
    const within = placesOf(pages, { ...cell, language });
    if (within !== undefined && !pages.some(({ page }) => within(page)))
      return { items: [], rejected: {}, reason: reasonSentences['no-fitting-page'] };
    const request = { pages, itemCount: cell.count, types: cell.types, seed, present: items, earlierStems };
    const { items: made, rejected } = writeItems(within === undefined ? request : { ...request, within });
    items.push(...made);
    return { items: made.map((item) => withPoints(item, cell.points ?? item.points)), rejected };
  });
  const typeCount = Math.min(...cells.map(({ types }) => types.length));
  const isRepeating = earlierStems.length > 0 && written.some(({ rejected }) => rejected['near-duplicate']);
  const noFurther =
    reasonSentences[typeCount < itemTypes.length ? 'no-further-item-of-types' : 'no-further-item'];
  const reason = isRepeating ? `${noFurther} ${reasonSentences['repetitions-left-out']}` : noFurther;
  return { cells: written, reason, ...unsupportedIn(pages) };
};

/** Whether a place stands on a page that the cell allows; undefined when it allows every page. */
const placesOf = (
  pages: readonly ReadPage[],
  cell: WantedItems & { readonly language: string | undefined },
): ((source: { documentId: string; pageNumber: number }) => boolean) | undefined => {
  const { chapters, language, pages: ranges, topic } = cell;
  if ([chapters, language, ranges, topic].every((part) => part === undefined)) return undefined;
  // Only a topic is searched for.
  const index = topic === undefined ? { search: () => [] } : indexMaterial(pages);
  const chosen = choosePages(pages, cell, index);
  const allowed = new Set(chosen.map(({ page }) => `${page.documentId}/${page.pageNumber}`));
  return ({ documentId, pageNumber }) => allowed.has(`${documentId}/${pageNumber}`);
};

/** Explains why no page can be read for items, unless a page is in a supported language. */
const unsupportedIn = (pages: readonly ReadPage[]): Pick<WrittenItems, 'unsupported'> => {
  const languages = new Set(pages.map(({ language }) => language));
  if (languages.size === 0 || [...languages].some(isSupported)) return {};
  const names = [...languages].flatMap((language) => languageNameOf(language) ?? []).sort();
  const found = names.length === 0 ? '' : ` The documents are in ${names.join(' and ')}.`;
  return {
    unsupported: `Exams can be generated from documents in ${listOf(supportedLanguageNames())}.${found}`,
  };
};

const listOf = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
