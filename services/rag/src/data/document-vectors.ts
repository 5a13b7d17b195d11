import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories, VectorCount } from '../domain/vectors/ports.ts';
import { DocumentEntity } from './document.entity.ts';

export type DocumentVectors = Pick<
  Repositories['documents'],
  'countVectors' | 'listWithoutVectors' | 'countRefusal' | 'forgetVectors'
>;

/** The documents that have vectors of a space. */
export const documentVectors = (em: EntityManager): DocumentVectors => ({
  countVectors: async (spaceId) => {
    const [row] = await em.execute<Record<keyof VectorCount, string>[]>(
      `select count(*) as total, count(*) filter (where vector_space = ?) as embedded,
         count(*) filter (where vector_space = ? and refused_passages > 0) as refused
       from document where status = 'ready'`,
      [spaceId, spaceId],
    );
    return { total: Number(row?.total), embedded: Number(row?.embedded), refused: Number(row?.refused) };
  },
  listWithoutVectors: async (spaceId, limit) => {
    const rows = await em.execute<{ id: string }[]>(
      `select id from document where status = 'ready' and vector_space is distinct from ?
       order by created_at desc, id desc limit ?`,
      [spaceId, limit],
    );
    return rows.map(({ id }) => id);
  },
  countRefusal: async (id, spaceId) => {
    const [row] = await em.execute<{ refusals: number }[]>(
      `update document set refusing_space = ?,
         refusals = case when refusing_space = ? then refusals + 1 else 1 end
       where id = ? returning refusals`,
      [spaceId, spaceId, id],
    );
    return Number(row?.refusals ?? 0);
  },
  forgetVectors: async (spaceId) => {
    await em.nativeUpdate(DocumentEntity, { vectorSpace: spaceId }, { vectorSpace: null });
  },
});
