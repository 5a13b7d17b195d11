import { randomBytes, randomUUID } from 'node:crypto';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RagApp, startRagApp } from '../rag-app.ts';

let app: RagApp;
beforeAll(async () => {
  app = await startRagApp();
});
afterAll(() => app.close());

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += size) yield bytes.subarray(from, from + size);
}

const whole = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  return Buffer.concat(await Array.fromAsync(pieces));
};

describe('the blob store', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1_048_576, 65_536],
    [1_048_577, 65_536],
    [3_500_000, 3_000_000],
  ])(
    'stores %d bytes from pieces of %d bytes in rows of 1 MiB and returns them unchanged',
    async (size, piece) => {
      const { blobs } = app.deps.world;
      const id = randomUUID();
      const bytes = randomBytes(size);
      await blobs.write(id, inPieces(bytes, piece));
      expect((await whole(blobs.read(id))).equals(bytes)).toBe(true);
      const sizes = await readRows(
        app.databaseUrl,
        'select length(bytes) as size from blob_part where blob_id = $1 order by position',
        [id],
      );
      expect(sizes.slice(0, -1).every((row) => row.size === 1_048_576)).toBe(true);
      expect(sizes).toHaveLength(Math.ceil(size / 1_048_576));
    },
  );
});
