import { defineEntity } from '@mikro-orm/core';
import type { AnswerMode, Message } from '../domain/ports.ts';

const MessageSchema = defineEntity({
  name: 'Message',
  tableName: 'chat_message',
  properties: (p) => ({
    id: p.uuid().primary(),
    sessionId: p.uuid(),
    /** Assigned by the database, in the order in which messages are stored. */
    position: p.bigint('number').nullable().generated('identity'),
    author: p.text().$type<Message['author']>(),
    text: p.text(),
    status: p.text().$type<Message['status']>(),
    mode: p.text().$type<AnswerMode>().nullable(),
    supported: p.boolean().nullable(),
    model: p.text().nullable(),
    inputTokens: p.integer().nullable(),
    outputTokens: p.integer().nullable(),
    createdAt: p.datetime(),
    withdrawnAt: p.datetime().nullable(),
    searchQuery: p.text().nullable(),
  }),
});
export class MessageEntity extends MessageSchema.class {}
MessageSchema.setClass(MessageEntity);

const CitationSchema = defineEntity({
  name: 'Citation',
  tableName: 'chat_citation',
  properties: (p) => ({
    messageId: p.uuid().primary(),
    marker: p.integer().primary(),
    documentId: p.uuid(),
    chunkId: p.uuid(),
    pageLabel: p.text(),
    pageNumber: p.integer(),
    quote: p.text(),
    recognised: p.boolean(),
    withdrawnAt: p.datetime().nullable(),
  }),
});
export class CitationEntity extends CitationSchema.class {}
CitationSchema.setClass(CitationEntity);
