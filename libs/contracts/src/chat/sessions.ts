import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery } from '../pagination.ts';
import { scannedMarkdown, shownLabel, shownText, text } from '../text.ts';
import { instant, roles, uuid } from '../values.ts';
import { citation } from './tutoring.ts';

export const chatSession = z
  .strictObject({ id: uuid, title: shownLabel(), createdAt: instant })
  .meta({ id: 'ChatSession' });

/** The number of characters of a search for sessions. */
export const maxSearchCharacters = 200;

export const listSessions = operation({
  operationId: 'listSessions',
  service: 'chat',
  summary: 'Lists the caller’s chat sessions, newest first, or those that contain all words of `q`.',
  method: 'GET',
  path: '/sessions',
  edgePath: '/api/chat/sessions',
  access: { edge: roles },
  priority: 'low',
  query: pageQuery.extend({
    q: text({ min: 1, max: maxSearchCharacters })
      .optional()
      .describe(
        'Words between blanks. A session matches when its title or one of its messages contains each of them. Case, width, accents and parts of a longer word do not count.',
      ),
  }),
  success: { 200: pageOf(chatSession) },
  problems: [],
});

const sessionParams = z.strictObject({ id: uuid });

export const chatMessage = z
  .strictObject({
    id: uuid,
    author: z.enum(['user', 'assistant']),
    text: scannedMarkdown(),
    citations: z.array(citation),
    withdrawn: z
      .literal(true)
      .optional()
      .describe(
        'The answer rests on a document that was deleted or is no longer shared. Its text is erased; `text` says so.',
      ),
    searchQuery: shownText()
      .optional()
      .describe(
        'The plain text that was searched in place of this question, because the question leans on earlier messages.',
      ),
    status: z.enum(['complete', 'incomplete', 'failed']),
    createdAt: instant,
  })
  .meta({ id: 'ChatMessage' });

export const listMessages = operation({
  operationId: 'listMessages',
  service: 'chat',
  summary: 'Lists the messages of one of the caller’s sessions, oldest first unless `order` is `newest`.',
  method: 'GET',
  path: '/sessions/{id}/messages',
  edgePath: '/api/chat/sessions/{id}/messages',
  access: { edge: roles },
  params: sessionParams,
  query: pageQuery.extend({
    order: z
      .enum(['oldest', 'newest'])
      .default('oldest')
      .describe('The message with which the list begins. A cursor continues in the order of its request.'),
  }),
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
