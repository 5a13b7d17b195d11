import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories } from '../domain/ports.ts';
import { PageEntity } from './page.entity.ts';

/** Pages of a statement: the values travel inside its text, and a book in one statement would be millions of characters. */
const rowsAStatement = 25;

export const pageRepository = (em: EntityManager): Repositories['pages'] => ({
  replace: async (documentId, pages) => {
    await em.nativeDelete(PageEntity, { documentId });
    for (let from = 0; from < pages.length; from += rowsAStatement)
      await em.insertMany(
        PageEntity,
        pages.slice(from, from + rowsAStatement).map((page) => ({ documentId, ...page })),
      );
  },
  list: async (documentId, { from, limit }) => {
    const rows = await em.find(
      PageEntity,
      { documentId, number: { $gte: from } },
      { orderBy: { number: 'asc' }, limit },
    );
    return rows.map(({ number, label, text, headings }) => ({ number, label, text, headings }));
  },
});
