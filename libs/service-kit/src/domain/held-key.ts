import { createHash, randomUUID } from 'node:crypto';

/** An idempotency key that one attempt of a request holds until it has answered. */
export type HeldKey = {
  readonly userId: string;
  readonly operation: string;
  /** The key itself is stored nowhere. */
  readonly keyHash: Buffer;
  /** Distinguishes this attempt from an earlier one whose process has ended. */
  readonly attempt: string;
  /**
   * Identifies params, query and body. Undefined until an upload has been read: what an upload stores before
   * is no effect of the request.
   */
  requestHash: Buffer | undefined;
};

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

export const holdKey = (
  key: string,
  { userId, operation, requestHash }: Pick<HeldKey, 'userId' | 'operation' | 'requestHash'>,
): HeldKey => ({ userId, operation, keyHash: sha256(key), attempt: randomUUID(), requestHash });

/** The hash of a request whose input its contract has parsed. Equal inputs have equal hashes. */
export const hashInput = (input: object): Buffer => sha256(JSON.stringify(input));
