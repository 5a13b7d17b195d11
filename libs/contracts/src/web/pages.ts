import { z } from 'zod';
import { operation } from '../operation.ts';
import { identifier } from '../text.ts';

/** The common fields of every page of the web client: anyone may open a page, and no page contains data. */
export const page = {
  service: 'web',
  method: 'GET',
  access: { edge: 'public' },
  success: { 200: null },
  mediaType: 'text/html',
} as const;

/** The name of one file of a build: no folder, no hidden file, and no compressed form by its own name. */
export const fileName = identifier({ max: 200, pattern: /^[\w-][\w.-]*(?<!\.(?:br|gz|map))$/ });

export const openStartPage = operation({
  ...page,
  operationId: 'openStartPage',
  summary: 'Opens the web client.',
  path: '/',
  edgePath: '/',
  problems: ['client-not-built'],
});

export const openClient = operation({
  ...page,
  operationId: 'openClient',
  summary: 'Opens the web client.',
  path: '/app',
  edgePath: '/app',
  problems: ['client-not-built'],
});

export const openClientPage = operation({
  ...page,
  operationId: 'openClientPage',
  summary: 'Opens a page of the web client. The client itself decides what the path shows.',
  path: '/app/{page=**}',
  edgePath: '/app/{page=**}',
  params: z.strictObject({ page: identifier({ max: 2_048 }) }),
  problems: ['client-not-built'],
});

export const readAsset = operation({
  ...page,
  operationId: 'readAsset',
  summary:
    'Returns a file of the web client: a script, a style sheet, a font or a picture. Its name contains a hash of its content, so the answer never changes. Compressed as `Accept-Encoding` allows (Brotli, gzip).',
  path: '/assets/{file}',
  edgePath: '/assets/{file}',
  params: z.strictObject({ file: fileName }),
  mediaType: '*/*',
  problems: [],
});
