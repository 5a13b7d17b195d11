import { z } from 'zod';

/**
 * The header by which a client may repeat a request that creates something, without creating it twice
 * (draft-ietf-httpapi-idempotency-key-header). A client makes one random key for each thing that it wants to
 * create, and sends it again with every repetition.
 */
export const idempotencyKeyHeader = 'idempotency-key';

/** Set to `true` on an answer that repeats the stored answer of an earlier request. */
export const replayedHeader = 'idempotency-replayed';

/** Hours for which a key and its answer are stored. */
export const idempotencyHours = 24;

/** The value of the header. Quotation marks around it (the form of the draft) are allowed. */
export const idempotencyKey = z
  .stringFormat('idempotency-key', /^"?[A-Za-z0-9_-]{16,128}"?$/)
  .transform((value) => value.replaceAll('"', ''));
