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
  add: async ({ citations, usage, ...message }) => {
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
      model: usage?.model ?? null,
      inputTokens: usage?.inputTokens ?? null,
      outputTokens: usage?.outputTokens ?? null,
    });
    if (citations.length > 0) {
      await em.insertMany(
        CitationEntity,
        citations.map((citation) => ({ ...citation, messageId: message.id })),
      );
    }
    return true;
  },
  recent: async (sessionId, count) => {
    const rows = await em.find(
      MessageEntity,
      { sessionId, text: { $ne: '' } },
      { orderBy: { position: 'desc' }, limit: count },
    );
    return rows.reverse().map(({ author, text }) => ({ author, text }));
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
    citations: citations
      .filter(({ messageId }) => messageId === id)
      .map(({ marker, documentId, chunkId, pageLabel, pageNumber, quote }) => ({
        marker,
        documentId,
        chunkId,
        pageLabel,
        pageNumber,
        quote,
      })),
  };
};
