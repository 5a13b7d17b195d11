import { z } from 'zod';
import { operation } from '../operation.ts';
import { streamFailure } from '../problem.ts';
import { scannedMarkdown, shownLabel, shownText, text } from '../text.ts';
import { roles, uuid } from '../values.ts';

export const maxMessageCharacters = 8_000;

export const answerMode = z
  .enum(['extractive', 'generative'])
  .describe(
    'The writer of the answer: `extractive` quotes sentences of the material, `generative` is a language model.',
  )
  .meta({ id: 'AnswerMode' });

export const citation = z
  .strictObject({
    marker: z.int().min(1).describe('The number in brackets that refers to this citation in the answer.'),
    documentId: uuid,
    chunkId: uuid,
    pageLabel: shownLabel(),
    pageNumber: z.int(),
    quote: shownText().describe('Appears verbatim on the cited page. Empty when the citation is withdrawn.'),
    recognised: z
      .literal(true)
      .optional()
      .describe('Recognised text: the page is a picture, so some words of the quote may be wrong.'),
    withdrawn: z
      .literal(true)
      .optional()
      .describe('The caller may no longer read the document, so quote and page label are erased.'),
  })
  .meta({ id: 'Citation' });
export type Citation = z.infer<typeof citation>;

export const answer = z
  .strictObject({
    sessionId: uuid,
    messageId: uuid,
    mode: answerMode,
    answer: scannedMarkdown(),
    citations: z.array(citation),
    supported: z
      .boolean()
      .describe('False when the material does not answer the question, or when a claim has no citation.'),
  })
  .meta({ id: 'Answer' });

export const ask = operation({
  operationId: 'ask',
  service: 'chat',
  summary: 'Asks the tutor. The answer is JSON, or server-sent events for `Accept: text/event-stream`.',
  method: 'POST',
  path: '/chat',
  edgePath: '/api/chat/chat',
  access: { edge: roles },
  body: z.strictObject({
    message: text({ min: 1, max: maxMessageCharacters }),
    sessionId: uuid.optional(),
    documentIds: z.array(uuid).min(1).max(100).optional(),
  }),
  success: { 200: answer },
  stream: {
    'message.started': z.strictObject({ sessionId: uuid, messageId: uuid, mode: answerMode }),
    'message.delta': z.strictObject({ text: scannedMarkdown() }),
    citation,
    'message.completed': answer,
    error: streamFailure,
  },
  streamMode: 'negotiated',
  creates: true,
  problems: [
    'session-not-found',
    'too-many-sessions',
    'session-full',
    'document-not-found',
    'rate-limit-unavailable',
    'token-budget-exhausted',
    'knowledge-base-unavailable',
    'model-unavailable',
  ],
});
