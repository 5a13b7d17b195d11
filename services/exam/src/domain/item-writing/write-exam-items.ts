import type { ReadPage } from './drafts/item-draft.ts';
import { isSupported, languageNameOf, supportedLanguageNames } from './languages/rules-of.ts';
import type { WritingTask, WrittenItems } from './ports.ts';
import { readPages } from './reading/read-pages.ts';
import { writeItems } from './write-items.ts';

/**
 * Writes items from materials without a model. The result depends only on the task, and the duration grows
 * with the length of the books.
 */
export const writeExamItems = ({ materials, itemCount, types, present = [] }: WritingTask): WrittenItems => {
  const pages = readPages(materials.flatMap((material) => material.pages));
  const seed = `${materials.map(({ documentId }) => documentId).join(',')}/${types.join(',')}`;
  return {
    items: writeItems({ pages, itemCount, types, seed, present }),
    reason: reasonFor(types.length),
    ...unsupportedIn(pages),
  };
};

const reasonFor = (typeCount: number): string => {
  const hint = typeCount < 5 ? 'Allow more item types, or add' : 'Add';
  return `The documents support no further item of these types with a certain answer. ${hint} documents that define more terms.`;
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
