import { executePrepared, preparedStatement } from '@ai-teacher/service-kit/database/prepared-statement.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Repositories } from '../domain/ingestion/ports.ts';

export type BlobParts = Repositories['blobs'] & {
  readonly create: (blobId: string, createdAt: Date) => Promise<void>;
  readonly append: (blobId: string, position: number, bytes: Buffer) => Promise<void>;
  readonly readPart: (blobId: string, position: number) => Promise<Buffer | undefined>;
};

/** Prepared, so that the bytes are sent as they are. In the text of a statement they are twice as long. */
const insertPart = preparedStatement(
  'insertBlobPart',
  'insert into blob_part (blob_id, position, bytes) values ($1, $2, $3)',
);

export const blobRepository = (em: EntityManager): BlobParts => ({
  create: async (blobId, createdAt) => {
    await em.execute('insert into blob (id, created_at) values (?, ?)', [blobId, createdAt]);
  },
  append: async (blobId, position, bytes) => {
    await executePrepared(em, insertPart, [blobId, position, bytes]);
  },
  readPart: async (blobId, position) => {
    const rows = await em.execute<{ bytes: Buffer }[]>(
      'select bytes from blob_part where blob_id = ? and position = ?',
      [blobId, position],
    );
    return rows[0]?.bytes;
  },
  remove: async (blobId) => {
    await em.execute('delete from blob where id = ?', [blobId]);
  },
  removeOrphans: async (olderThan) => {
    await em.execute(
      `delete from blob where created_at < ?
       and not exists (select from document where document.blob_id = blob.id)`,
      [olderThan],
    );
  },
});
