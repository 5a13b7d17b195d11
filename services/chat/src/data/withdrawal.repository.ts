import type { EntityManager } from '@mikro-orm/postgresql';
import type { Withdrawals } from '../domain/sessions/ports.ts';

/**
 * An answer is stored and a document is withdrawn in two transactions that do not see each other's rows. This
 * lock orders them: answers share it (in the function chat_add_answer), a withdrawal holds it alone.
 */
const lockKey = "hashtextextended('withdrawn ' || id::text, 0)";

/** An answer of one of these sessions, or a citation in it, may not be read any more. */
const lostBy = `
  select message.id from chat_answer_source as source
  join chat_message as message on message.id = source.message_id
  join chat_session as session on session.id = message.session_id
  where source.document_id = ? and (?::uuid is null or session.user_id <> ?::uuid)`;

export const withdrawalRepository = (em: EntityManager): Withdrawals => ({
  withdraw: async ({ documentId, readerId, at }) => {
    await em.execute(`select pg_advisory_xact_lock(${lockKey}) from (values (?::uuid)) as document (id)`, [
      documentId,
    ]);
    await em.execute(
      `insert into withdrawn_document (document_id, reader_id, deleted, withdrawn_at) values (?, ?, ?, ?)
       on conflict (document_id) do update set
         deleted = withdrawn_document.deleted or excluded.deleted,
         reader_id = case when withdrawn_document.deleted or excluded.deleted then null else excluded.reader_id end,
         withdrawn_at = greatest(withdrawn_document.withdrawn_at, excluded.withdrawn_at)`,
      [documentId, readerId, readerId === null, at],
    );
    const lost = [documentId, readerId, readerId];
    await em.execute(
      `update chat_citation set quote = '', page_label = '', withdrawn_at = ?
       where document_id = ? and message_id in (${lostBy})`,
      [at, documentId, ...lost],
    );
    await em.execute(
      `update chat_message set text = '', withdrawn_at = ? where withdrawn_at is null and id in (${lostBy})`,
      [at, ...lost],
    );
    // A rewritten question may repeat words of a lost answer.
    await em.execute(
      `update chat_message set search_query = null where search_query is not null and session_id in
         (select session_id from chat_message where id in (${lostBy}))`,
      lost,
    );
  },
});
