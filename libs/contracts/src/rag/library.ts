import { z } from 'zod';
import { audience, excluded } from '../access/audience.ts';
import { accessDecision, askedPerson } from '../access/decision.ts';
import { operation } from '../operation.ts';
import { pageOf, pageQuery, queryNumber } from '../pagination.ts';
import { shownLabel, shownText } from '../text.ts';
import { instant, roles, singleLine, uuid } from '../values.ts';
import { audienceTwice, hasOneAudience, sharingFields, shownVisibility } from './sharing.ts';
import { documentWarning } from './warnings.ts';

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

export const document = z
  .strictObject({
    id: uuid,
    title: shownLabel(),
    visibility: shownVisibility,
    audience: audience.optional().describe('Whom it is shared with. Only for its owner and admins.'),
    excluded: excluded.optional().describe('Whom it is withheld from. Only for its owner and admins.'),
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
  access: { edge: roles, services: ['chat'] },
  priority: 'low',
  query: pageQuery.extend({
    classId: uuid
      .optional()
      .describe(
        'Only documents that are shared with the class or with a unit above it. The caller must be in the class or an admin above it.',
      ),
  }),
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
  summary:
    'Changes the title of a document, or whom it is shared with. Only its owner and admins may do this. Teachers share with their classes, and admins with everything below them.',
  method: 'PATCH',
  path: '/documents/{id}',
  edgePath: '/api/rag/documents/{id}',
  access: { edge: roles },
  params: documentParams,
  body: z
    .strictObject({ title: singleLine(300).optional(), ...sharingFields })
    .refine(hasOneAudience, audienceTwice),
  success: { 200: document },
  problems: ['document-not-found', 'forbidden', 'class-not-found', 'node-not-found'],
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

export const labelReason = z
  .enum([
    'declared-by-file',
    'printed-on-page',
    'declared-only-counts',
    'fits-neighbours',
    'position-in-file',
  ])
  .describe(
    'Why the label of a page is believed: the file declares it; it is printed on the page; it is printed and the declared labels only count the pages; it fits between printed numbers; or the page has neither, so its position counts.',
  )
  .meta({ id: 'LabelReason' });
export type LabelReason = z.infer<typeof labelReason>;

const labels = {
  declaredLabel: shownLabel()
    .nullable()
    .optional()
    .describe('The label that the file declares; null without any. Absent for documents read earlier.'),
  printedLabel: shownLabel()
    .nullable()
    .optional()
    .describe('The number printed at the edge of the page; null without any.'),
  labelReason: labelReason.optional(),
};

export const page = z
  .strictObject({
    pageNumber: z.int(),
    pageLabel: shownLabel(),
    ...labels,
    recognitionConfidence: z
      .number()
      .optional()
      .describe('How sure the text recognition is, in percent. Absent for text of the file.'),
    text: shownText().describe(
      'The stored text. The spans of chunks and citations are offsets into this text.',
    ),
    headings: z
      .array(z.strictObject({ offset: z.int(), path: z.array(shownLabel()) }))
      .describe('The heading path that applies from each offset on. The first entry has offset 0.'),
  })
  .meta({ id: 'Page' });

/**
 * Returns pages of one document to people who read a cited page, and to services that quote or write items.
 * One answer contains at most 50 pages, starting at `from`; `nextFrom` is null at the end. The rights of the
 * user apply, as for every read.
 */
export const readPages = operation({
  operationId: 'readPages',
  service: 'rag',
  summary:
    'Returns the stored text of pages, in which quotes and spans are found, to people who may read the document.',
  method: 'GET',
  path: '/documents/{id}/pages',
  edgePath: '/api/rag/documents/{id}/pages',
  access: { edge: roles, services: ['chat', 'exam'] },
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

export const listPageLabels = operation({
  operationId: 'listPageLabels',
  service: 'rag',
  summary:
    'Lists the label of each page of a document: the declared and the printed one, and which is believed.',
  method: 'GET',
  path: '/documents/{id}/page-labels',
  edgePath: '/api/rag/documents/{id}/page-labels',
  access: { edge: roles },
  params: documentParams,
  query: z.strictObject({
    from: queryNumber({ max: 100_000, preset: 1 }),
    limit: queryNumber({ max: 500, preset: 100 }),
  }),
  success: {
    200: z
      .strictObject({
        documentId: uuid,
        items: z.array(
          z
            .strictObject({ pageNumber: z.int(), pageLabel: shownLabel(), ...labels })
            .meta({ id: 'PageLabel' }),
        ),
        nextFrom: z.int().nullable(),
      })
      .meta({ id: 'PageLabels' }),
  },
  problems: ['document-not-found', 'document-not-ready'],
});

export const explainDocument = operation({
  operationId: 'explainDocument',
  service: 'rag',
  summary:
    'Returns which rule decides whether a person may read a document. The user must be allowed to read the document; otherwise the answer is that of a missing one. Only services may call this.',
  method: 'GET',
  path: '/documents/{id}/access',
  access: { services: ['user'] },
  params: documentParams,
  query: askedPerson,
  success: { 200: accessDecision },
  problems: [],
});
