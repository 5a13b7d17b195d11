import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageOf, pageQuery, queryNumber } from '../pagination.ts';
import { identifier, shownLabel, shownText } from '../text.ts';
import { instant, roles, singleLine, uuid } from '../values.ts';

export const visibility = z.enum(['institution', 'private']).meta({ id: 'Visibility' });

export const documentStatus = z
  .enum([
    'queued',
    'extracting',
    'indexing',
    'ready',
    'no_text',
    'encrypted',
    'damaged',
    'rejected_resource',
    'failed',
  ])
  .meta({ id: 'DocumentStatus' });
export const finalDocumentStatuses = [
  'ready',
  'no_text',
  'encrypted',
  'damaged',
  'rejected_resource',
  'failed',
] as const;

export const progress = z
  .strictObject({
    stage: z.enum(['queued', 'extracting', 'indexing', 'finished']),
    done: z.int().describe('Pages or chunks finished in this stage.'),
    total: z.int().describe('Pages or chunks of this stage in total; 0 while unknown.'),
  })
  .meta({ id: 'Progress' });

export const warningCode = z
  .enum([
    'picture-pages',
    'unchecked-pages',
    'garbled-text',
    'hidden-text',
    'hidden-layer',
    'invisible-characters',
    'form-fields',
    'xfa-form',
    'notes',
    'attachments',
    'portfolio',
    'page-labels',
    'limit-reached',
    'other',
  ])
  .describe('What was not read, or not read as it is. Further codes may follow; `other` is of no kind.')
  .meta({ id: 'WarningCode' });
export type WarningCode = z.infer<typeof warningCode>;

export const documentWarning = z
  .strictObject({
    code: warningCode,
    sentence: shownText().describe('The warning in English, as in `warnings`.'),
    pages: z
      .array(z.int().min(1))
      .describe('Positions of the pages in the file, counted from 1; empty for the whole file.'),
    limit: z
      .strictObject({
        name: identifier({ max: 60 }).describe('The setting of the limit, such as `MAX_OUTLINE_ENTRIES`.'),
        value: z.int(),
      })
      .optional()
      .describe('The limit that was reached. Present for `limit-reached`.'),
  })
  .meta({ id: 'DocumentWarning' });
export type DocumentWarning = z.infer<typeof documentWarning>;

export const document = z
  .strictObject({
    id: uuid,
    title: shownLabel(),
    visibility,
    status: documentStatus,
    pages: z.int().nullable().describe('Number of pages; null while unknown.'),
    progress,
    problem: shownText().optional().describe('Advice for the teacher. Present when the status is a failure.'),
    warnings: z
      .array(shownText())
      .optional()
      .describe('Warnings for the teacher, for example about text that readers cannot see.'),
    warningDetails: z
      .array(documentWarning)
      .optional()
      .describe('The warnings again, in the same order, each with its kind and its pages.'),
    createdAt: instant,
  })
  .meta({ id: 'Document' });

export const documentParams = z.strictObject({ id: uuid });

export const listDocuments = operation({
  operationId: 'listDocuments',
  service: 'rag',
  summary: 'Lists the documents that the caller may read, newest first.',
  method: 'GET',
  path: '/documents',
  edgePath: '/api/rag/documents',
  access: { edge: roles },
  query: pageQuery,
  success: { 200: pageOf(document) },
  problems: [],
});

export const readDocument = operation({
  operationId: 'readDocument',
  service: 'rag',
  summary: 'Returns a document with its status and progress.',
  method: 'GET',
  path: '/documents/{id}',
  edgePath: '/api/rag/documents/{id}',
  access: { edge: roles },
  params: documentParams,
  success: { 200: document },
  problems: ['document-not-found'],
});

export const changeDocument = operation({
  operationId: 'changeDocument',
  service: 'rag',
  summary: 'Changes the title or the visibility of a document. Only its owner and admins may do this.',
  method: 'PATCH',
  path: '/documents/{id}',
  edgePath: '/api/rag/documents/{id}',
  access: { edge: roles },
  params: documentParams,
  body: z.strictObject({ title: singleLine(300).optional(), visibility: visibility.optional() }),
  success: { 200: document },
  problems: ['document-not-found', 'forbidden'],
});

export const deleteDocument = operation({
  operationId: 'deleteDocument',
  service: 'rag',
  summary: 'Deletes a document and its vectors. Only its owner and admins may do this.',
  method: 'DELETE',
  path: '/documents/{id}',
  edgePath: '/api/rag/documents/{id}',
  access: { edge: roles },
  params: documentParams,
  success: { 204: null },
  problems: ['document-not-found', 'forbidden'],
});

export const page = z
  .strictObject({
    pageNumber: z.int(),
    pageLabel: shownLabel(),
    text: shownText().describe(
      'The stored text. The spans of chunks and citations are offsets into this text.',
    ),
    headings: z
      .array(z.strictObject({ offset: z.int(), path: z.array(shownLabel()) }))
      .describe('The heading path that applies from each offset on. The first entry has offset 0.'),
  })
  .meta({ id: 'Page' });

/**
 * Returns pages of one document to services that quote or write items. One answer contains at most 50 pages,
 * starting at `from`; `nextFrom` is null at the end. The rights of the user apply, as for every read.
 */
export const readPages = operation({
  operationId: 'readPages',
  service: 'rag',
  summary:
    'Returns the stored text of pages for verbatim checks and item writing. Only services may call this.',
  method: 'GET',
  path: '/documents/{id}/pages',
  access: { services: ['chat', 'exam'] },
  params: documentParams,
  query: z.strictObject({
    from: queryNumber({ max: 100_000, preset: 1 }),
    limit: queryNumber({ max: 50, preset: 50 }),
  }),
  success: {
    200: z
      .strictObject({
        documentId: uuid,
        title: shownLabel(),
        items: z.array(page),
        nextFrom: z.int().nullable(),
      })
      .meta({ id: 'Pages' }),
  },
  problems: ['document-not-found', 'document-not-ready'],
});
