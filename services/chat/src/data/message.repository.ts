import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import { type Listed, pageThrough, readCursor } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Message } from '../domain/ports.ts';
import type { Messages as ListedMessages } from '../domain/sessions/ports.ts';
import type { QuestionOutcome, Messages as WrittenMessages } from '../domain/tutoring/ports.ts';
import { answerFunction, answerValues } from './answer-function.ts';
import { CitationEntity, MessageEntity } from './message.entity.ts';

/** The largest integer of PostgreSQL. */
const maxPosition = 2_147_483_647;
const cursorShape = z.tuple([z.int().min(1).max(maxPosition)]);

const addQuestion = preparedStatement(
  'addQuestion',
  'select chat_add_question($1::uuid, $2::uuid, $3::text, $4::timestamptz, $5::int, $6::text) as outcome',
);
const addAnswer = preparedStatement('addAnswer', `select ${answerFunction({ after: 0 })} as lost`);

/** The share locks order this statement and a withdrawal, which changes the answers of the session first. */
const addSearchQuery = preparedStatement(
  'addSearchQuery',
  `
  with answer as (
    select withdrawn_at from chat_message where session_id = $1::uuid and author = 'assistant' for share)
  update chat_message set search_query = $3::text
  where id = $2::uuid and not exists (select from answer where withdrawn_at is not null)`,
);

export const messageRepository = (em: EntityManager): ListedMessages & WrittenMessages => ({
  addQuestion: async (sessionId, { id, text, searchable, createdAt }, { maxQuestions }) => {
    const [row] = await executePrepared<{ outcome: QuestionOutcome }>(em, addQuestion, [
      ...[sessionId, id, text, createdAt, maxQuestions, searchable],
    ]);
    return row?.outcome ?? 'gone';
  },
  addAnswer: async (sessionId, answer, read) => {
    const [row] = await executePrepared<{ lost: readonly string[] }>(
      em,
      addAnswer,
      answerValues(sessionId, answer, read),
    );
    return row?.lost ?? [];
  },
  addSearchQuery: async (sessionId, questionId, searchQuery) => {
    await executePrepared(em, addSearchQuery, [sessionId, questionId, searchQuery]);
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
  findAnswer: async (id) => {
    const row = await em.findOne(MessageEntity, { id, status: 'complete' });
    if (row?.mode == null) return undefined;
    const { sessionId, mode, supported } = row;
    return {
      ...toMessage(row, await citationsOf(em, [row])),
      sessionId,
      mode,
      supported: supported === true,
    };
  },
  list: (sessionId, page) => listMessages(em, sessionId, page),
});

const listMessages = async (
  em: EntityManager,
  sessionId: string,
  { limit, cursor, order }: Parameters<ListedMessages['list']>[1],
): Promise<Listed<Message>> => {
  const [last] = readCursor(cursor, cursorShape) ?? [];
  const isNewest = order === 'newest';
  const rows = await em.find(
    MessageEntity,
    {
      sessionId,
      ...(last === undefined ? {} : { position: isNewest ? { $lt: last } : { $gt: last } }),
    },
    { orderBy: { position: isNewest ? 'desc' : 'asc' }, limit: limit + 1 },
  );
  const { items, nextCursor } = pageThrough(rows, limit, ({ position }) => [Number(position)]);
  const citations = await citationsOf(em, items);
  return { items: items.map((row) => toMessage(row, citations)), nextCursor };
};

/** By ascending marker. */
const citationsOf = (em: EntityManager, rows: readonly MessageEntity[]): Promise<CitationEntity[]> =>
  em.find(CitationEntity, { messageId: { $in: rows.map(({ id }) => id) } }, { orderBy: { marker: 'asc' } });

const toMessage = (row: MessageEntity, citations: readonly CitationEntity[]): Message => {
  const { id, author, text, status, createdAt } = row;
  return {
    id,
    author,
    text,
    status,
    createdAt,
    withdrawn: row.withdrawnAt != null,
    ...(row.searchQuery == null ? {} : { searchQuery: row.searchQuery }),
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
