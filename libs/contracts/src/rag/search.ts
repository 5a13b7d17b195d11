import { z } from 'zod';
import { operation } from '../operation.ts';
import { shownLabel, shownText, text } from '../text.ts';
import { roles, uuid } from '../values.ts';

export const span = z
  .strictObject({ start: z.int().min(0), end: z.int().min(0) })
  .describe('Character offsets (UTF-16) into the stored text of the page.')
  .meta({ id: 'Span' });

export const searchResult = z
  .strictObject({
    documentId: uuid,
    chunkId: uuid,
    title: shownLabel(),
    text: shownText(),
    pageLabel: shownLabel().describe('The page label as printed on the page, for example `iv`.'),
    pageNumber: z.int().describe('Position of the page in the file, counted from 1.'),
    span,
    headingPath: z.array(shownLabel()),
    recognised: z
      .literal(true)
      .optional()
      .describe('The text was recognised from a picture, so some of its words may be wrong.'),
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.infer<typeof searchResult>;

/** Maximum number of documents whose unread pages one answer names. */
export const maxUnreadDocuments = 10;

export const unreadPages = z
  .strictObject({
    documentId: uuid,
    title: shownLabel(),
    pages: z.array(z.int().min(1)).describe('Positions of the pages in the file, counted from 1.'),
  })
  .describe('Pages of a document that a search cannot find, because their text could not be read.')
  .meta({ id: 'UnreadPages' });
export type UnreadPages = z.infer<typeof unreadPages>;

export const search = operation({
  operationId: 'search',
  service: 'rag',
  summary: 'Finds the passages that match a query best, in the documents that the caller may read.',
  method: 'POST',
  path: '/search',
  edgePath: '/api/rag/search',
  access: { edge: roles, services: ['chat', 'exam'] },
  body: z.strictObject({
    query: text({ min: 1, max: 8_000 }),
    limit: z.int().min(1).max(50).default(10),
    documentIds: z.array(uuid).min(1).max(100).optional(),
  }),
  success: {
    200: z
      .strictObject({
        results: z.array(searchResult),
        unreadPages: z
          .array(unreadPages)
          .max(maxUnreadDocuments)
          .optional()
          .describe('Documents of the search with pages that could not be read. Absent without any.'),
      })
      .meta({ id: 'SearchResults' }),
  },
  problems: ['knowledge-base-unavailable', 'document-not-found'],
});
