import { createHash } from 'node:crypto';
import type { Chunk } from './chunk.ts';

/** Name space of chunk ids, generated for this purpose (RFC 9562, version 5). */
const nameSpace = Buffer.from('6f3f3f0c5a4c4e0b9a8d0a0c6a1f7b25', 'hex');

/** The same passage of the same document has the same id in every run, so a retry replaces earlier points. */
export const chunkIdOf = (
  documentId: string,
  { pageNumber, span }: Pick<Chunk, 'pageNumber' | 'span'>,
): string => {
  const name = `${documentId.toLowerCase()} ${pageNumber} ${span.start} ${span.end}`;
  const digest = createHash('sha1').update(nameSpace).update(name).digest().subarray(0, 16);
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
