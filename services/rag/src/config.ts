import { baseEnvironment, optionalText, streamEnvironment } from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ });

const count = (fallback: number, { min = 1, max }: { min?: number; max: number }) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

const gigabyte = 1_000_000_000;

/**
 * The limits of what one file, one user or one institution may cause. The README lists what happens at
 * each.
 */
const limitSettings = {
  MAX_DOCUMENT_PAGES: count(500, { max: 5_000 }).describe('Maximum number of pages of a document.'),
  MAX_DOCUMENT_CHARACTERS: count(2_000_000, { max: 20_000_000 }).describe(
    'Maximum number of characters of a document.',
  ),
  MAX_DOCUMENT_CHUNKS: count(10_000, { max: 100_000 }).describe('Maximum number of chunks of a document.'),
  MAX_DOCUMENT_TERMS: count(5_000_000, { max: 50_000_000 }).describe(
    'Maximum number of index terms of a document. Its chunks share them equally.',
  ),
  MAX_CHUNK_CHARACTERS: count(2_000, { min: 500, max: 20_000 }).describe(
    'Maximum number of characters of a chunk, which is one search result.',
  ),
  MAX_CHUNK_TERMS: count(2_000, { min: 10, max: 20_000 }).describe(
    'Maximum number of index terms of a chunk.',
  ),
  MAX_HEADING_BYTES: count(600, { min: 50, max: 4_000 }).describe(
    'Maximum number of bytes of the headings above a passage.',
  ),
  MAX_HEADING_DEPTH: count(8, { max: 12 }).describe('Maximum number of headings above a passage.'),
  MAX_OUTLINE_ENTRIES: count(5_000, { max: 50_000 }).describe(
    'Maximum number of outline entries that are read.',
  ),
  MAX_PAGE_LABEL_CHARACTERS: count(40, { max: 40 }).describe('Maximum number of characters of a page label.'),
  MAX_OCR_PAGES: count(100, { max: 1_000 }).describe(
    'Maximum number of pages of a document on which text is recognised. Each may take 10 seconds.',
  ),
  MAX_OWNER_DOCUMENTS: count(1_000, { max: 1_000_000 }).describe('Maximum number of documents of one user.'),
  MAX_OWNER_BYTES: count(5 * gigabyte, { max: 1_000 * gigabyte }).describe(
    'Maximum number of bytes of the files of one user.',
  ),
  MAX_OWNER_WAITING_DOCUMENTS: count(200, { max: 1_000_000 }).describe(
    'Maximum number of documents of one user that wait to be read and indexed.',
  ),
  MAX_INSTITUTION_DOCUMENTS: count(50_000, { max: 10_000_000 }).describe(
    'Maximum number of documents of one institution.',
  ),
  MAX_INSTITUTION_BYTES: count(250 * gigabyte, { max: 100_000 * gigabyte }).describe(
    'Maximum number of bytes of the files of one institution.',
  ),
  MAX_DATABASE_BYTES: count(500 * gigabyte, { max: 100_000 * gigabyte }).describe(
    'Size of the database in bytes from which on uploads are refused. Set it below the size of its volume.',
  ),
  MIN_FREE_DISK_BYTES: count(gigabyte, { min: 0, max: 100_000 * gigabyte }).describe(
    'Free bytes on the disk of DISK_FOLDER below which uploads are refused; 0 switches the check off.',
  ),
  DISK_FOLDER: z
    .string()
    .min(1)
    .default('.')
    .describe('A folder on the disk that also holds the data of PostgreSQL, if there is one.'),
};

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
  ...limitSettings,
  OCR_LANGUAGES: z
    .string()
    .regex(/^$|^[a-z_]{3,20}(?:,[a-z_]{3,20})*$/)
    .default('')
    .describe(
      'Languages in which text is recognised on pages that are pictures, such as `eng,deu`; empty switches this off. Each needs its package `@tesseract.js-data/<language>`.',
    ),
  EXTRACTIONS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .max(16)
    .default(2)
    .describe('Number of files that this process reads concurrently. Each may use 400 MB of memory.'),
});

export type RagConfig = z.output<typeof ragEnvironment>;
