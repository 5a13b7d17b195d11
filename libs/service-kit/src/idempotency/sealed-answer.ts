import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** An answer as it is sent again. */
export type StoredAnswer = {
  readonly status: number;
  /** JSON, or the reference of an answer that is read again; null is an empty body. */
  readonly body: string | null;
  readonly location: string | null;
};

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

const cipherKeyOf = (key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', 'ai-teacher idempotent answer', keyBytes));

/**
 * Encrypts an answer by the client's idempotency key, which is not stored. Answers can contain secrets,
 * such as invitations, that the database must not reveal. The result is nonce, tag and ciphertext.
 */
export const sealAnswer = (key: string, answer: StoredAnswer): Buffer => {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, cipherKeyOf(key), nonce, { authTagLength: tagBytes });
  const text = Buffer.concat([sealing.update(JSON.stringify(answer), 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), text]);
};

/** @throws Error when another key has sealed the answer. */
export const openAnswer = (key: string, sealed: Buffer): StoredAnswer => {
  const opening = createDecipheriv(cipher, cipherKeyOf(key), sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  opening.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()]);
  return JSON.parse(text.toString('utf8')) as StoredAnswer;
};
