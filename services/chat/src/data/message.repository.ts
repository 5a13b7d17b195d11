import { type Listed, pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Message } from '../domain/ports.ts';
import type { Messages as ListedMessages, PageRequest } from '../domain/sessions/ports.ts';
import type { Messages as WrittenMessages } from '../domain/tutoring/ports.ts';
import { CitationEntity, MessageEntity } from './message.entity.ts';
import { SessionEntity } from './session.entity.ts';

/** The largest integer of PostgreSQL. */
const maxPosition = 2_147_483_647;
const cursorShape = z.tuple([z.int().min(1).max(maxPosition)]);

export const messageRepository = (em: EntityManager): ListedMessages & WrittenMessages => ({
  add: async ({ citations, documentIds, withdrawn, usage, ...message }) => {
    // The lock prevents the deletion of the session until this transaction ends. A deleted session takes no
    // message.
    const session = await em.findOne(
      SessionEntity,
      { id: message.sessionId },
      { lockMode: LockMode.PESSIMISTIC_PARTIAL_READ },
    );
    if (session === null) return false;
    await em.insert(MessageEntity, {
      ...message,
      withdrawnAt: withdrawn ? message.createdAt : null,
      model: usage?.model ?? null,
      inputTokens: usage?.inputTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
    });
    if (citations.length > 0) {
      await em.insertMany(
        CitationEntity,
        citations.map(({ withdrawn: isLost, recognised = false, ...citation }) => ({
          ...citation,
          recognised,
          messageId: message.id,
          withdrawnAt: isLost ? message.createdAt : null,
        })),
      );
    }
    if (documentIds.length > 0)
      await em.execute(
        `insert into chat_answer_source (message_id, document_id)
         select distinct ?::uuid, id::uuid from json_array_elements_text(?::json) as given (id)`,
        [message.id, JSON.stringify(documentIds)],
      );
    return true;
  },
  countQuestions: async (sessionId) => {
    await em.execute("select pg_advisory_xact_lock(hashtextextended('messages ' || ?::uuid::text, 0))", [
      sessionId,
    ]);
    return em.count(MessageEntity, { sessionId, author: 'user' });
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
