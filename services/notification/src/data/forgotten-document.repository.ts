import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories } from '../domain/ports.ts';

/** Orders a notification about a document and the deletion of this document, whose rows do not meet. */
const lock = (em: EntityManager, documentId: string): Promise<unknown> =>
  em.execute("select pg_advisory_xact_lock(hashtextextended('forgotten ' || ?::uuid::text, 0))", [
    documentId,
  ]);

export const forgottenDocumentRepository = (em: EntityManager): Repositories['documents'] => ({
  forget: async ({ documentId, readerId, at }) => {
    await lock(em, documentId);
    await em.execute(
      `insert into forgotten_document (document_id, reader_id, forgotten_at) values (?, ?, ?)
       on conflict (document_id) do update set
         reader_id = case when forgotten_document.reader_id is null then null else excluded.reader_id end`,
      [documentId, readerId, at],
    );
  },
  isForgotten: async (documentId, personId) => {
    await lock(em, documentId);
    const rows = await em.execute<unknown[]>(
      'select from forgotten_document where document_id = ? and reader_id is distinct from ?::uuid',
      [documentId, personId],
    );
    return rows.length > 0;
  },
});
