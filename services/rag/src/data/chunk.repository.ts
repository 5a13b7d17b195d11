import type { EntityManager } from '@mikro-orm/postgresql';
import type { StoredChunk } from '../domain/chunking/chunk.ts';
import type { Repositories as IndexingRepositories } from '../domain/indexing/ports.ts';
import type { Repositories as IngestionRepositories } from '../domain/ingestion/ports.ts';
import type { Repositories as SearchRepositories } from '../domain/search/ports.ts';
import { ChunkEntity } from './chunk.entity.ts';
import { DocumentEntity } from './document.entity.ts';
import { readableBy } from './document.repository.ts';

const rowsPerStatement = 100;

export type ChunkRepository = IngestionRepositories['chunks'] &
  IndexingRepositories['chunks'] &
  SearchRepositories['chunks'];

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
  listReadable: async (reader, ids) => {
    if (ids.length === 0) return [];
    const rows = await em.find(ChunkEntity, { id: { $in: [...ids] } });
    const documents = await em.find(
      DocumentEntity,
      {
        id: { $in: [...new Set(rows.map((row) => row.documentId))] },
        status: 'ready',
        ...readableBy(reader),
      },
      { fields: ['id', 'title'] },
    );
    const recognised = await recognisedPages(em, rows);
    const titles = new Map(documents.map(({ id, title }) => [id, title]));
    return rows.flatMap((row) => {
      const title = titles.get(row.documentId);
      return title === undefined
        ? []
        : [
            {
              ...toRecord(row),
              documentId: row.documentId,
              title,
              recognised: recognised.has(pageKey(row.documentId, row.pageNumber)),
            },
          ];
    });
  },
});

const pageKey = (documentId: string, number: number): string => `${documentId} ${number}`;

/** The pages of chunks whose text was recognised from a picture. */
const recognisedPages = async (em: EntityManager, rows: readonly ChunkEntity[]): Promise<Set<string>> => {
  const found = await em.execute<{ document_id: string; number: number }[]>(
    `select document_id, number from page
     join json_to_recordset(?::json) as wanted ("documentId" uuid, "pageNumber" int)
       on page.document_id = wanted."documentId" and page.number = wanted."pageNumber"
     where page.reading ->> 'recognitionConfidence' is not null`,
    [JSON.stringify(rows.map(({ documentId, pageNumber }) => ({ documentId, pageNumber })))],
  );
  return new Set(found.map(({ document_id, number }) => pageKey(document_id, number)));
};

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
