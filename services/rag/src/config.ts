import { baseEnvironment, optionalText, streamEnvironment } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ });

/** The environment of the rag service. */
export const ragEnvironment = baseEnvironment.extend({
  ...streamEnvironment,
  QDRANT_URL: httpUrl.default('http://qdrant:6333').describe('URL of Qdrant, the search index.'),
  QDRANT_API_KEY: optionalText.describe('API key of Qdrant, if Qdrant requires one.'),
  QDRANT_COLLECTION: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .default('chunks')
    .describe('Name of the Qdrant collection.'),
  MAX_DOCUMENT_PAGES: z.coerce
    .number()
    .int()
    .min(1)
    .max(5_000)
    .default(500)
    .describe('Maximum number of pages of a document.'),
  EXTRACTIONS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(2)
    .describe('Number of files that this process reads concurrently. Each may use 400 MB of memory.'),
});

export type RagConfig = z.output<typeof ragEnvironment>;
