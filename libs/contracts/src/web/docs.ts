import { z } from 'zod';
import { operation } from '../operation.ts';
import { fileName, page } from './pages.ts';

const docs = { ...page, problems: ['docs-not-built'] } as const;

export const openReference = operation({
  ...docs,
  operationId: 'openReference',
  summary: 'Opens the reference of all operations, in which requests can be tried.',
  path: '/docs',
  edgePath: '/docs',
});

export const readDescription = operation({
  ...docs,
  operationId: 'readDescription',
  summary: 'Returns the description of all operations (OpenAPI 3.1).',
  path: '/docs/openapi.json',
  edgePath: '/docs/openapi.json',
  mediaType: 'application/json',
});

export const openProblems = operation({
  ...docs,
  operationId: 'openProblems',
  summary: 'Opens the list of all problems with their statuses.',
  path: '/docs/problems',
  edgePath: '/docs/problems',
});

export const openGuide = operation({
  ...docs,
  operationId: 'openGuide',
  summary: 'Opens a guide for developers, such as `quick-start`.',
  path: '/docs/guides/{guide}',
  edgePath: '/docs/guides/{guide}',
  params: z.strictObject({ guide: fileName }),
  problems: [],
});

export const readDocsAsset = operation({
  ...docs,
  operationId: 'readDocsAsset',
  summary: 'Returns a script or a style sheet of the documentation. Its name contains a hash of its content.',
  path: '/docs/assets/{file}',
  edgePath: '/docs/assets/{file}',
  params: z.strictObject({ file: fileName }),
  mediaType: '*/*',
  problems: [],
});
