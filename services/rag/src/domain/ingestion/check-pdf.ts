import { createHash } from 'node:crypto';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';

/** A PDF has its header within the first kilobyte; some producers write other bytes before the header. */
const maxHeaderBytes = 1_024;
const header = Buffer.from('%PDF-');

export type CheckedPdf = {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** SHA-256 of all bytes. Call it after the bytes have been read to their end. */
  readonly contentHash: () => string;
  /** Number of all bytes. Call it after the bytes have been read to their end. */
  readonly size: () => number;
};

/**
 * Passes bytes through while they can be a PDF of an allowed size.
 *
 * The iteration throws Problem `document-empty`, `not-a-pdf` or `document-too-large` at the first byte that
 * shows the fault.
 */
export const checkPdf = (file: AsyncIterable<Uint8Array>, maxBytes: number): CheckedPdf => {
  const hash = createHash('sha256');
  let total = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    let head = Buffer.alloc(0);
    let recognised = false;
    for await (const bytes of file) {
      total += bytes.byteLength;
      if (total > maxBytes) throw new Problem('document-too-large', { detail: tooLargeDetail(maxBytes) });
      hash.update(bytes);
      if (recognised) {
        yield bytes;
        continue;
      }
      head = Buffer.concat([head, bytes]);
      recognised = head.subarray(0, maxHeaderBytes).includes(header);
      if (!recognised && head.byteLength >= maxHeaderBytes) throw new Problem('not-a-pdf');
      if (recognised) yield head;
    }
    if (total === 0)
      throw new Problem('document-empty', { errors: [{ pointer: '/file', message: 'is empty' }] });
    if (!recognised) throw new Problem('not-a-pdf');
  }
  return { bytes: pass(), contentHash: () => hash.digest('hex'), size: () => total };
};

const tooLargeDetail = (maxBytes: number): string =>
  `A document may have at most ${Math.floor(maxBytes / 1_000_000)} MB. Split the file and upload its parts.`;
