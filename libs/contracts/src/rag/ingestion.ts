import { z } from 'zod';
import { operation } from '../operation.ts';
import { streamFailure } from '../problem.ts';
import { roles, singleLine, teachingRoles, uuid } from '../values.ts';
import { document, documentParams, documentStatus, progress, visibility } from './library.ts';

/** Maximum size of a PDF in bytes (25 MB). */
export const maxDocumentBytes = 25_000_000;
/** Maximum size of the multipart body: the PDF and 64 KiB for the other parts. */
export const maxIngestBodyBytes = maxDocumentBytes + 64 * 1024;

export const ingest = operation({
  operationId: 'ingest',
  service: 'rag',
  summary:
    'Uploads a PDF (multipart: file, title?, visibility?). A repeated upload of a file by its owner returns the existing document.',
  method: 'POST',
  path: '/ingest',
  edgePath: '/api/rag/ingest',
  access: { edge: teachingRoles },
  bodyKind: 'multipart',
  maxBodyBytes: maxIngestBodyBytes,
  body: z.strictObject({ title: singleLine(300).optional(), visibility: visibility.default('institution') }),
  success: {
    202: z.strictObject({ documentId: uuid, status: documentStatus }).meta({ id: 'Ingested' }),
  },
  successHeaders: ['location'],
  problems: [
    'document-too-large',
    'not-a-pdf',
    'document-empty',
    'owner-documents-exhausted',
    'owner-bytes-exhausted',
    'institution-documents-exhausted',
    'institution-bytes-exhausted',
    'waiting-documents-exhausted',
    'storage-full',
  ],
});

export const followDocument = operation({
  operationId: 'followDocument',
  service: 'rag',
  summary: 'Streams the progress of a document as server-sent events until its status is final.',
  method: 'GET',
  path: '/documents/{id}/events',
  edgePath: '/api/rag/documents/{id}/events',
  access: { edge: roles },
  params: documentParams,
  success: { 200: null },
  stream: {
    progress: z.strictObject({ status: documentStatus, progress }),
    done: document,
    error: streamFailure,
  },
  streamMode: 'only',
  problems: ['document-not-found'],
});
