import { z } from 'zod';
import { receiverOf } from '../events.ts';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { streamFailure } from '../problem.ts';
import { instant, roles, uuid } from '../values.ts';

export const maxMessageCharacters = 8_000;

export const answerMode = z
  .enum(['extractive', 'generative'])
  .describe('Which writer spoke: sentences of the material, or a language model.')
  .meta({ id: 'AnswerMode' });

export const citation = z
  .strictObject({
    marker: z.int().min(1).describe('The number in brackets that stands in the answer.'),
    documentId: uuid,
    chunkId: uuid,
    pageLabel: z.string(),
    pageNumber: z.int(),
    quote: z.string().describe('Stands verbatim on the cited page.'),
  })
  .meta({ id: 'Citation' });
export type Citation = z.infer<typeof citation>;

export const answer = z
  .strictObject({
    sessionId: uuid,
    messageId: uuid,
    mode: answerMode,
    answer: z.string(),
    citations: z.array(citation),
    supported: z.boolean().describe('False when the material does not answer the question.'),
  })
  .meta({ id: 'Answer' });

export const ask = operation({
  operationId: 'ask',
  service: 'chat',
  summary: 'Asks the tutor. JSON, or server-sent events with Accept: text/event-stream.',
  method: 'POST',
  path: '/chat',
  edgePath: '/api/chat/chat',
  access: { edge: roles },
  body: z.strictObject({
    message: z.string().trim().min(1).max(maxMessageCharacters),
    sessionId: uuid.optional(),
    documentIds: z.array(uuid).min(1).max(100).optional(),
  }),
  success: { 200: answer },
  stream: {
    'message.started': z.strictObject({ sessionId: uuid, messageId: uuid, mode: answerMode }),
    'message.delta': z.strictObject({ text: z.string() }),
    citation,
    'message.completed': answer,
    error: streamFailure,
  },
  streamMode: 'negotiated',
  problems: [
    'session-not-found',
    'document-not-found',
    'rate-limit-unavailable',
    'token-budget-exhausted',
    'knowledge-base-unavailable',
    'model-unavailable',
  ],
});

export const chatSession = z
  .strictObject({ id: uuid, title: z.string(), createdAt: instant })
  .meta({ id: 'ChatSession' });

export const listSessions = operation({
  operationId: 'listSessions',
  service: 'chat',
  summary: 'The caller’s chat sessions, newest first.',
  method: 'GET',
  path: '/sessions',
  edgePath: '/api/chat/sessions',
  access: { edge: roles },
  query: pageQuery,
  success: { 200: pageOf(chatSession) },
  problems: [],
});

const sessionParams = z.strictObject({ id: uuid });

export const chatMessage = z
  .strictObject({
    id: uuid,
    author: z.enum(['user', 'assistant']),
    text: z.string(),
    citations: z.array(citation),
    status: z.enum(['complete', 'incomplete', 'failed']),
    createdAt: instant,
  })
  .meta({ id: 'ChatMessage' });

export const listMessages = operation({
  operationId: 'listMessages',
  service: 'chat',
  summary: 'The messages of one of the caller’s sessions, oldest first.',
  method: 'GET',
  path: '/sessions/{id}/messages',
  edgePath: '/api/chat/sessions/{id}/messages',
  access: { edge: roles },
  params: sessionParams,
  query: pageQuery,
  success: { 200: pageOf(chatMessage) },
  problems: ['session-not-found'],
});

export const deleteSession = operation({
  operationId: 'deleteSession',
  service: 'chat',
  summary: 'Deletes one of the caller’s sessions with its messages.',
  method: 'DELETE',
  path: '/sessions/{id}',
  edgePath: '/api/chat/sessions/{id}',
  access: { edge: roles },
  params: sessionParams,
  success: { 204: null },
  problems: ['session-not-found'],
});

export const receiveChatEvent = receiverOf('chat', 'receiveChatEvent');
