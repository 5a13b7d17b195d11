import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories as IngestionRepositories } from '../domain/ingestion/ports.ts';
import type { Repositories as LibraryRepositories } from '../domain/library/ports.ts';
import { PageEntity } from './page.entity.ts';

/**
 * The statement's text contains the values, so a whole book in one statement would be millions of characters.
 */
const rowsPerStatement = 25;

export type PageRepository = IngestionRepositories['pages'] & LibraryRepositories['pages'];

export const pageRepository = (em: EntityManager): PageRepository => ({
  replace: async (documentId, pages) => {
    await em.nativeDelete(PageEntity, { documentId });
    for (let from = 0; from < pages.length; from += rowsPerStatement)
      await em.insertMany(
        PageEntity,
        pages.slice(from, from + rowsPerStatement).map((page) => ({ documentId, ...page })),
      );
  },
  list: async (documentId, { from, limit }) => {
    const rows = await em.find(
      PageEntity,
      { documentId, number: { $gte: from } },
      { orderBy: { number: 'asc' }, limit },
    );
    return rows.map(({ number, label, text, headings, reading }) => ({
      number,
      label,
      text,
      headings,
      reading,
    }));
  },
});
