import type { EntityManager } from '@mikro-orm/postgresql';

export type StorageRepository = {
  /**
   * The bytes in use. PostgreSQL does not give the place of deleted files back to the disk, but fills it
   * with new files, so this counts the files instead of their table.
   */
  readonly usedBytes: () => Promise<number>;
};

export const storageRepository = (em: EntityManager): StorageRepository => ({
  usedBytes: async () => {
    const [row] = await em.execute<{ used: string }[]>(
      `select pg_database_size(current_database()) - pg_total_relation_size('blob_part')
         + (select coalesce(sum(bytes), 0) from document) as used`,
    );
    return Number(row?.used);
  },
});
