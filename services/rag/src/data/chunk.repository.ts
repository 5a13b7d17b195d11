import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredChunk } from '../domain/chunking/chunk.ts';
import type { Repositories as IndexingRepositories } from '../domain/indexing/ports.ts';
import type { Repositories as IngestionRepositories } from '../domain/ingestion/ports.ts';
import { ChunkEntity } from './chunk.entity.ts';

const rowsPerStatement = 100;

export type ChunkRepository = IngestionRepositories['chunks'] & IndexingRepositories['chunks'];

export const chunkRepository = (em: EntityManager): ChunkRepository => ({
  replace: async (documentId, chunks) => {
    await em.nativeDelete(ChunkEntity, { documentId });
    for (let from = 0; from < chunks.length; from += rowsPerStatement)
      await em.insertMany(
        ChunkEntity,
        chunks.slice(from, from + rowsPerStatement).map(({ span, ...chunk }) => ({
          ...chunk,
          documentId,
          spanStart: span.start,
          spanEnd: span.end,
        })),
      );
  },
  count: (documentId) => em.count(ChunkEntity, { documentId }),
  list: async (documentId, { from, limit }) => {
    const rows = await em.find(
      ChunkEntity,
      { documentId, position: { $gte: from } },
      { orderBy: { position: 'asc' }, limit },
    );
    return rows.map(toRecord);
  },
});

const toRecord = (row: ChunkEntity): StoredChunk => ({
  id: row.id,
  position: row.position,
  pageNumber: row.pageNumber,
  pageLabel: row.pageLabel,
  span: { start: row.spanStart, end: row.spanEnd },
  text: row.text,
  headingPath: row.headingPath,
  carriedOver: row.carriedOver,
});
