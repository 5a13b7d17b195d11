import { arrayOf, readableRows } from '@ai-teacher/access/data/readable-rows.ts';
import { classKey } from '@ai-teacher/access/domain/audience.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import { byTime, olderThan, pageThrough, placeIn } from '@ai-teacher/service-kit/domain/page-through.ts';
import { LockMode, raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type BookDocument, type DocumentChanges, unfinishedStatuses } from '../domain/document.ts';
import type { Repositories as IndexingRepositories } from '../domain/indexing/ports.ts';
import type { Repositories as IngestionRepositories } from '../domain/ingestion/ports.ts';
import type { Usage } from '../domain/ingestion/quota.ts';
import type { Repositories as LibraryRepositories } from '../domain/library/ports.ts';
import type { Repositories as SearchRepositories } from '../domain/search/ports.ts';
import type { Repositories as VectorRepositories } from '../domain/vectors/ports.ts';
import { DocumentEntity } from './document.entity.ts';
import { type DocumentVectors, documentVectors } from './document-vectors.ts';

export type DocumentRepository = LibraryRepositories['documents'] &
  IngestionRepositories['documents'] &
  IndexingRepositories['documents'] &
  VectorRepositories['documents'] &
  SearchRepositories['documents'];

export const documentRepository = (em: EntityManager): DocumentRepository => ({
  ...documentReads(em),
  ...documentWrites(em),
  ...documentVectors(em),
});

type ReadNames =
  | 'find'
  | 'findReadable'
  | 'listReadable'
  | 'countReadable'
  | 'listReadyIds'
  | 'listReadyOf'
  | 'listMissing'
  | 'listStalled'
  | 'listPrivateOf'
  | 'usageOf';

const documentReads = (em: EntityManager): Pick<DocumentRepository, ReadNames> => ({
  find: async (id) => toDocument(await em.findOne(DocumentEntity, { id }, { refresh: true })),
  findReadable: async (reader, id) =>
    toDocument(await em.findOne(DocumentEntity, { id, ...readableBy(reader) }, { refresh: true })),
  listReadable: async (reader, { limit, cursor, classId }) => {
    const rows = await em.find(
      DocumentEntity,
      // Two of the conditions contain an $or.
      {
        $and: [
          readableBy(reader),
          classId === undefined ? {} : isOfClass(reader, classId),
          olderThan(placeIn(cursor), 'createdAt'),
        ],
      },
      { orderBy: { createdAt: 'desc', id: 'desc' }, limit: limit + 1 },
    );
    return pageThrough(rows.map(toRecord), limit, byTime);
  },
  countReadable: (reader, ids) => em.count(DocumentEntity, { id: { $in: [...ids] }, ...readableBy(reader) }),
  listReadyIds: async ({ after, limit }) => {
    const rows = await em.find(
      DocumentEntity,
      { status: 'ready', ...(after === undefined ? {} : { id: { $gt: after } }) },
      { fields: ['id'], orderBy: { id: 'asc' }, limit },
    );
    return rows.map(({ id }) => id);
  },
  listReadyOf: async (ids) => {
    const ready = { id: { $in: [...ids] }, status: 'ready' } as const;
    return (await em.find(DocumentEntity, ready, { fields: ['id'] })).map(({ id }) => id);
  },
  listMissing: async (ids) => {
    const rows = await em.find(DocumentEntity, { id: { $in: [...ids] } }, { fields: ['id'] });
    const known = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !known.has(id));
  },
  listStalled: async (since) => {
    const rows = await em.find(DocumentEntity, {
      status: { $in: [...unfinishedStatuses] },
      updatedAt: { $lt: since },
    });
    return rows.map(toRecord);
  },
  listPrivateOf: async (ownerId) => {
    const rows = await em.find(DocumentEntity, { ownerId, [raw("audience = '{}'")]: [] });
    return rows.map(toRecord);
  },
  usageOf: usageOf(em),
});

/** Counts the documents of an owner and of an institution in one statement. */
const usageOf =
  (em: EntityManager): DocumentRepository['usageOf'] =>
  async ({ ownerId, institutionId }) => {
    const [row] = await em.execute<Record<keyof Usage, string>[]>(
      `select count(*) filter (where owner_id = ?) as "ownerDocuments",
         coalesce(sum(bytes) filter (where owner_id = ?), 0) as "ownerBytes",
         count(*) filter (where owner_id = ? and status in ('queued', 'extracting', 'indexing'))
           as "ownerWaiting",
         count(*) filter (where institution_id = ?) as "institutionDocuments",
         coalesce(sum(bytes) filter (where institution_id = ?), 0) as "institutionBytes"
       from document where owner_id = ? or institution_id = ?`,
      [ownerId, ownerId, ownerId, institutionId, institutionId, ownerId, institutionId],
    );
    return {
      ownerDocuments: Number(row?.ownerDocuments),
      ownerBytes: Number(row?.ownerBytes),
      ownerWaiting: Number(row?.ownerWaiting),
      institutionDocuments: Number(row?.institutionDocuments),
      institutionBytes: Number(row?.institutionBytes),
    };
  };

const documentWrites = (em: EntityManager): Omit<DocumentRepository, ReadNames | keyof DocumentVectors> => {
  const findLocked = async (where: Partial<DocumentEntity>): Promise<BookDocument | undefined> =>
    toDocument(
      await em.findOne(DocumentEntity, where, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }),
    );
  return {
    insertUnlessKnown: async (document) => {
      const inserted = await em
        .createQueryBuilder(DocumentEntity)
        .insert(toRow(document))
        .onConflict(['ownerId', 'contentHash'])
        .ignore()
        .execute('run');
      return inserted.affectedRows === 1;
    },
    lockOwner: async (ownerId) => {
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`documents of ${ownerId}`]);
    },
    lockInstitution: async (institutionId) => {
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [institutionId]);
    },
    lockByContent: (ownerId, contentHash) => findLocked({ ownerId, contentHash }),
    lock: (id) => findLocked({ id }),
    change: async (id, changes) => {
      await em.nativeUpdate(DocumentEntity, { id }, toColumns(changes));
    },
    eraseOwner: async (ownerId) => {
      await em.nativeUpdate(DocumentEntity, { ownerId }, { ownerErased: true });
    },
    remove: async (id) => {
      await em.nativeDelete(DocumentEntity, { id });
    },
  };
};

/** The rule of reading, which `libs/access` states once, as a condition of queries. */
const readableBy = (reader: Standing) => ({
  [raw((alias) => readableRows(alias, reader).sql, [...readableRows('document', reader).parameters])]: [],
});

/**
 * The documents that are shared with a class or a unit above it. Without a role in the class or above it the
 * list is empty, because it would show where the class lies.
 */
const isOfClass = ({ accountRole, administers, classes }: Standing, classId: string) => {
  const key = classKey(classId);
  const isKnown = accountRole === 'admin' || classes.some((held) => classKey(held.classId) === key);
  const units = arrayOf(isKnown ? [] : administers.map(({ unitId }) => unitId));
  return {
    [raw(
      (alias) => `exists (
        select from (select access_units_above(array[?::text]) as units) above
        where (? or above.units && ?::uuid[]) and (${alias}.audience && array[?::text]
          or exists (select from unnest(above.units) unit where 'unit:' || unit = any (${alias}.audience))))`,
      [key, isKnown, units, key],
    )]: [],
  };
};

const toDocument = (row: DocumentEntity | null): BookDocument | undefined =>
  row === null ? undefined : toRecord(row);

const toRecord = ({ progressDone, progressTotal, ...row }: DocumentEntity): BookDocument => ({
  id: row.id,
  institutionId: row.institutionId,
  ownerId: row.ownerId,
  ownerErased: row.ownerErased,
  title: row.title,
  titleGiven: row.titleGiven,
  visibility: row.visibility,
  audience: row.audience,
  excluded: row.excluded,
  sharedSince: row.sharedSince,
  status: row.status,
  pages: row.pages ?? null,
  progress: { done: progressDone, total: progressTotal },
  problem: row.problem ?? null,
  warnings: row.warnings,
  unreadPages: row.unreadPages,
  contentHash: row.contentHash,
  blobId: row.blobId ?? null,
  bytes: row.bytes,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

const toColumns = ({ progress, ...changes }: DocumentChanges) => ({
  ...changes,
  ...(progress === undefined ? {} : { progressDone: progress.done, progressTotal: progress.total }),
});

const toRow = ({ progress, ...document }: BookDocument) => ({
  ...document,
  progressDone: progress.done,
  progressTotal: progress.total,
});
