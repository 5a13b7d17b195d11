import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { type Listed, pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Message } from '../domain/ports.ts';
import type { Messages as ListedMessages, PageRequest } from '../domain/sessions/ports.ts';
import type { Messages as WrittenMessages } from '../domain/tutoring/ports.ts';
import { CitationEntity, MessageEntity } from './message.entity.ts';

/** The largest integer of PostgreSQL. */
const maxPosition = 2_147_483_647;
const cursorShape = z.tuple([z.int().min(1).max(maxPosition)]);

/**
 * Stores a message with its citations and sources. The lock prevents the deletion of the session until this
 * transaction ends. A deleted session takes no message.
 */
const addMessage = preparedStatement(
  'addMessage',
  `
  with session as (select id from chat_session where id = $1 for share skip locked),
  message as (
    insert into chat_message (id, session_id, author, text, status, mode, supported, model, input_tokens,
      output_tokens, created_at, withdrawn_at)
    select $2::uuid, session.id, $3, $4, $5, $6, $7::boolean, $8, $9::int, $10::int, $11::timestamptz, $12::timestamptz
    from session
    returning id),
  citation as (
    insert into chat_citation (message_id, marker, document_id, chunk_id, page_label, page_number, quote,
      recognised, withdrawn_at)
    select message.id, given.marker, given."documentId", given."chunkId", given."pageLabel",
      given."pageNumber", given.quote, given.recognised, given."withdrawnAt"
    from message, json_to_recordset($13::json) as given (marker int, "documentId" uuid, "chunkId" uuid,
      "pageLabel" text, "pageNumber" int, quote text, recognised boolean, "withdrawnAt" timestamptz)),
  source as (
    insert into chat_answer_source (message_id, document_id)
    select distinct message.id, given.id::uuid from message, json_array_elements_text($14::json) as given (id))
  select count(*)::int as messages from message`,
);

export const messageRepository = (em: EntityManager): ListedMessages & WrittenMessages => ({
  add: async ({ citations, documentIds, withdrawn, usage, ...message }) => {
    const { id, sessionId, author, text, status, mode, supported, createdAt } = message;
    const cited = citations.map(({ withdrawn: isLost = false, recognised = false, ...citation }) => ({
      ...citation,
      // JSON has a form for half a character, and PostgreSQL refuses it.
      quote: citation.quote.toWellFormed(),
      pageLabel: citation.pageLabel.toWellFormed(),
      recognised,
      withdrawnAt: isLost ? createdAt : null,
    }));
    const [stored] = await executePrepared<{ messages: number }>(em, addMessage, [
      ...[sessionId, id, author, text, status, mode, supported],
      ...[usage?.model ?? null, usage?.inputTokens ?? null, usage?.outputTokens ?? null],
      ...[createdAt, withdrawn ? createdAt : null, JSON.stringify(cited), JSON.stringify(documentIds)],
    ]);
    return stored?.messages === 1;
  },
  countQuestions: async (sessionId) => {
    await em.execute("select pg_advisory_xact_lock(hashtextextended('messages ' || ?::uuid::text, 0))", [
      sessionId,
    ]);
    const [row] = await em.execute<{ questions: number }[]>(
      "select count(*)::int as questions from chat_message where session_id = ? and author = 'user'",
      [sessionId],
    );
    return row?.questions ?? 0;
  },
  recent: async (sessionId, count) => {
    const rows = await em.find(
      MessageEntity,
      { sessionId, text: { $ne: '' } },
      { orderBy: { position: 'desc' }, limit: count },
    );
    return rows
      .reverse()
      .map(({ author, text, supported }) => ({ author, text, supported: supported ?? null }));
  },
  list: (sessionId, page) => listMessages(em, sessionId, page),
});

const listMessages = async (
  em: EntityManager,
  sessionId: string,
  { limit, cursor }: PageRequest,
): Promise<Listed<Message>> => {
  const [after] = readCursor(cursor, cursorShape) ?? [0];
  const rows = await em.find(
    MessageEntity,
    { sessionId, position: { $gt: after } },
    { orderBy: { position: 'asc' }, limit: limit + 1 },
  );
  const { items, nextCursor } = pageThrough(rows, limit, ({ position }) => [Number(position)]);
  const citations = await em.find(
    CitationEntity,
    { messageId: { $in: items.map(({ id }) => id) } },
    { orderBy: { marker: 'asc' } },
  );
  return { items: items.map((row) => toMessage(row, citations)), nextCursor };
};

const toMessage = (row: MessageEntity, citations: readonly CitationEntity[]): Message => {
  const { id, author, text, status, createdAt } = row;
  return {
    id,
    author,
    text,
    status,
    createdAt,
    withdrawn: row.withdrawnAt != null,
    citations: citations
      .filter(({ messageId }) => messageId === id)
      .map(({ marker, documentId, chunkId, pageLabel, pageNumber, quote, recognised, withdrawnAt }) => ({
        marker,
        documentId,
        chunkId,
        pageLabel,
        pageNumber,
        quote,
        ...(recognised ? { recognised: true as const } : {}),
        ...(withdrawnAt == null ? {} : { withdrawn: true as const }),
      })),
  };
};
