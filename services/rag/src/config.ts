import {
  baseEnvironment,
  count,
  idempotencyEnvironment,
  optionalText,
  streamEnvironment,
} from '@ai-teacher/service-kit/config.ts';
import { z } from 'zod';
import type { ChunkLimits } from './domain/ingestion/chunk-document.ts';
import type { Quotas } from './domain/ingestion/quota.ts';

const httpUrl = z.url({ protocol: /^https?$/ });

const gigabyte = 1_000_000_000;

/**
 * The limits of what one file, one user or one institution may cause. The README lists what happens at
 * each.
 */
const limitSettings = {
  MAX_DOCUMENT_PAGES: count({ max: 5_000, preset: 500 }).describe('Maximum number of pages of a document.'),
  MAX_DOCUMENT_CHARACTERS: count({ max: 20_000_000, preset: 2_000_000 }).describe(
    'Maximum number of characters of a document.',
  ),
  MAX_DOCUMENT_CHUNKS: count({ max: 100_000, preset: 10_000 }).describe(
    'Maximum number of chunks of a document.',
  ),
  MAX_DOCUMENT_TERMS: count({ max: 50_000_000, preset: 5_000_000 }).describe(
    'Maximum number of index terms of a document. Its chunks share them equally.',
  ),
  MAX_CHUNK_CHARACTERS: count({ min: 500, max: 20_000, preset: 2_000 }).describe(
    'Maximum number of characters of a chunk, which is one search result.',
  ),
  MAX_CHUNK_TERMS: count({ min: 10, max: 20_000, preset: 2_000 }).describe(
    'Maximum number of index terms of a chunk.',
  ),
  MAX_HEADING_BYTES: count({ min: 50, max: 4_000, preset: 600 }).describe(
    'Maximum number of bytes of the headings above a passage.',
  ),
  MAX_HEADING_DEPTH: count({ max: 12, preset: 8 }).describe('Maximum number of headings above a passage.'),
  MAX_OUTLINE_ENTRIES: count({ max: 50_000, preset: 5_000 }).describe(
    'Maximum number of outline entries that are read.',
  ),
  MAX_PAGE_LABEL_CHARACTERS: count({ max: 40, preset: 40 }).describe(
    'Maximum number of characters of a page label.',
  ),
  MAX_OCR_PAGES: count({ max: 1_000, preset: 100 }).describe(
    'Maximum number of pages of a document on which text is recognised. Each may take 10 seconds.',
  ),
  MAX_OWNER_DOCUMENTS: count({ max: 1_000_000, preset: 1_000 }).describe(
    'Maximum number of documents of one user.',
  ),
  MAX_OWNER_BYTES: count({ max: 1_000 * gigabyte, preset: 5 * gigabyte }).describe(
    'Maximum number of bytes of the files of one user.',
  ),
  MAX_OWNER_WAITING_DOCUMENTS: count({ max: 1_000_000, preset: 200 }).describe(
    'Maximum number of documents of one user that wait to be read and indexed.',
  ),
  MAX_INSTITUTION_DOCUMENTS: count({ max: 10_000_000, preset: 50_000 }).describe(
    'Maximum number of documents of one institution.',
  ),
  MAX_INSTITUTION_BYTES: count({ max: 100_000 * gigabyte, preset: 250 * gigabyte }).describe(
    'Maximum number of bytes of the files of one institution.',
  ),
  MAX_DATABASE_BYTES: count({ max: 100_000 * gigabyte, preset: 500 * gigabyte }).describe(
    'Size of the database in bytes from which on uploads are refused. Set it below the size of its volume.',
  ),
  MIN_FREE_DISK_BYTES: count({ min: 0, max: 100_000 * gigabyte, preset: gigabyte }).describe(
    'Free bytes on the disk of DISK_FOLDER below which uploads are refused; 0 switches the check off.',
  ),
  DISK_FOLDER: z
    .string()
    .min(1)
    .default('.')
    .describe('A folder on the disk that also holds the data of PostgreSQL, if there is one.'),
};

const optionalUrl = optionalText.pipe(httpUrl.optional());

const prefix = z.string().max(200).default('');

/** Vectors of a model beside the words. Without a model the words alone answer. */
const vectorSettings = {
  EMBEDDING_MODEL: optionalText.describe(
    'Model that turns passages and questions into vectors. Words alone answer without a model, and without both a key and a base URL.',
  ),
  EMBEDDING_BASE_URL: optionalUrl.describe(
    'Address of any OpenAI-compatible server with `/embeddings`. Unset: OpenAI.',
  ),
  EMBEDDING_API_KEY: optionalText.describe('Key of the embedding server.'),
  EMBEDDING_DIMENSIONS: optionalText
    .pipe(z.coerce.number<string>().int().min(2).max(8_192).optional())
    .describe('Numbers of each vector of EMBEDDING_MODEL. Required with a model.'),
  EMBEDDING_QUERY_PREFIX: prefix.describe(
    'Text that the model expects before a question, such as `query: `.',
  ),
  EMBEDDING_PASSAGE_PREFIX: prefix.describe(
    'Text that the model expects before a passage, such as `passage: `.',
  ),
  EMBEDDING_QUERY_MILLISECONDS: count({ min: 10, max: 5_000, preset: 300 }).describe(
    'Milliseconds that the vector of a question may take. Words alone answer afterwards.',
  ),
  EMBEDDING_SECONDS: count({ max: 600, preset: 30 }).describe(
    'Seconds that the vectors of one batch may take.',
  ),
  EMBEDDING_BATCH: count({ max: 1_000, preset: 32 }).describe('Maximum number of passages of one request.'),
  EMBEDDING_CONCURRENCY: count({ max: 64, preset: 2 }).describe(
    'Maximum number of requests for passages that this process has open. Questions are not counted.',
  ),
  EMBEDDING_WEIGHT: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(2)
    .describe(
      'Weight of the vectors beside the words; 2 is the optimum measured with MiniLM, 0 searches by words alone. Models whose vectors lie closer together need more.',
    ),
  RERANK_BASE_URL: optionalUrl.describe(
    'Address of a server with `/rerank`, which orders the best 40 passages of a search again. Unset: no reranker.',
  ),
  RERANK_MODEL: optionalText.describe('Model of the reranker, if its server needs a name.'),
  RERANK_API_KEY: optionalText.describe('Key of the reranker.'),
  RERANK_MILLISECONDS: count({ min: 10, max: 10_000, preset: 500 }).describe(
    'Milliseconds that the reranker may take. The order before it stays afterwards.',
  ),
  VECTOR_QUANTIZATION: z
    .enum(['', 'none', 'int8', 'binary'])
    .default('')
    .describe('How vectors are compressed in memory: none (the default), int8 or binary.'),
  VECTORS_ON_DISK: optionalText
    .pipe(z.stringbool().default(false))
    .describe('Whether uncompressed vectors stay on the disk (`true` or `false`).'),
  QDRANT_SHARDS: count({ max: 1_000, preset: 1 }).describe(
    'Shards of a new collection of words or vectors, for a cluster of Qdrant.',
  ),
  QDRANT_REPLICAS: count({ max: 10, preset: 1 }).describe(
    'Copies of each shard of a new collection of words or vectors, for a cluster of Qdrant.',
  ),
};

/** The environment of the rag service. */
export const ragEnvironment = baseEnvironment.extend({
  ...idempotencyEnvironment,
  ...streamEnvironment,
  QDRANT_URL: httpUrl.default('http://qdrant:6333').describe('URL of Qdrant, the search index.'),
  QDRANT_API_KEY: optionalText.describe('API key of Qdrant, if Qdrant requires one.'),
  QDRANT_COLLECTION: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .default('chunks')
    .describe('Name of the Qdrant collection.'),
  ...vectorSettings,
  ...limitSettings,
  OCR_LANGUAGES: z
    .string()
    .regex(/^$|^[a-z_]{3,20}(?:,[a-z_]{3,20})*$/)
    .default('')
    .describe(
      'Languages in which text is recognised on pages that are pictures, such as `eng,deu`; empty switches this off. Each needs its package `@tesseract.js-data/<language>`.',
    ),
  EXTRACTIONS_AT_ONCE: count({ max: 16, preset: 2 }).describe(
    'Number of files that this process reads concurrently. Each may use 400 MB of memory.',
  ),
});

export type RagConfig = z.output<typeof ragEnvironment>;

export const chunkLimitsOf = (config: RagConfig): ChunkLimits => ({
  maxChunks: config.MAX_DOCUMENT_CHUNKS,
  maxCharacters: config.MAX_CHUNK_CHARACTERS,
});

export const quotasOf = (config: RagConfig): Quotas => ({
  ownerDocuments: config.MAX_OWNER_DOCUMENTS,
  ownerBytes: config.MAX_OWNER_BYTES,
  ownerWaiting: config.MAX_OWNER_WAITING_DOCUMENTS,
  institutionDocuments: config.MAX_INSTITUTION_DOCUMENTS,
  institutionBytes: config.MAX_INSTITUTION_BYTES,
});
