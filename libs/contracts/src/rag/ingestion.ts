import { z } from 'zod';
import { audience, excluded } from '../access/audience.ts';
import { operation } from '../operation.ts';
import { streamFailure } from '../problem.ts';
import { roles, singleLine, teachingRoles, uuid } from '../values.ts';
import { document, documentParams, documentStatus, progress } from './library.ts';
import { audienceTwice, hasOneAudience, sharingFields } from './sharing.ts';

/** Maximum size of a PDF in bytes (25 MB). */
export const maxDocumentBytes = 25_000_000;
/** Maximum size of the multipart body: the PDF and 64 KiB for the other parts. */
export const maxIngestBodyBytes = maxDocumentBytes + 64 * 1024;

/** A field of a form that carries JSON. */
const fromJson = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => {
    if (typeof given !== 'string') return given;
    try {
      return JSON.parse(given);
    } catch {
      return given;
    }
  }, schema);

export const ingest = operation({
  operationId: 'ingest',
  service: 'rag',
  summary:
    'Uploads a PDF (multipart: file, title?, and visibility? or audience? and excluded? as JSON). Without either the institution may read it, if its policy allows that. A repeated upload of a file by its owner returns the existing document.',
  method: 'POST',
  path: '/ingest',
  edgePath: '/api/rag/ingest',
  access: { edge: teachingRoles },
  bodyKind: 'multipart',
  maxBodyBytes: maxIngestBodyBytes,
  body: z
    .strictObject({
      title: singleLine(300).optional(),
      ...sharingFields,
      audience: fromJson(audience).optional(),
      excluded: fromJson(excluded).optional(),
    })
    .refine(hasOneAudience, audienceTwice),
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
    'class-not-found',
    'node-not-found',
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
