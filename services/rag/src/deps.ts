import { setTimeout as pauseFor } from 'node:timers/promises';
import { cachedStandings } from '@ai-teacher/access/data/cached-standings.ts';
import { factStore } from '@ai-teacher/access/data/fact-store.ts';
import { placeReader } from '@ai-teacher/access/data/read-places.ts';
import type { ReconciliationJobs } from '@ai-teacher/access/domain/roster-applied.ts';
import type { Standings } from '@ai-teacher/access/domain/standings.ts';
import {
  enqueueFirstFill,
  reconciliationJobs,
  reconciliationTasks,
} from '@ai-teacher/access/jobs/reconciliation.ts';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import { idempotencyKeys } from '@ai-teacher/service-kit/database/idempotency-keys.ts';
import { whenAvailable } from '@ai-teacher/service-kit/database/when-available.ts';
import type { Clock, Identifiers } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Inbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createInbox, createOutbox, deliveryPool } from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import { retentionTasks } from '@ai-teacher/service-kit/jobs/retention.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { defaultStreamLimits, type StreamLimits } from '@ai-teacher/service-kit/streams/stream-guard.ts';
import { createProcessSlots } from '@ai-teacher/service-kit/streams/stream-slots.ts';
import {
  type ContainmentLimits,
  createChildExtractor,
  defaultContainment,
} from './adapters/child-extractor.ts';
import { admissionOf, composeSearch } from './adapters/embedding/compose-search.ts';
import { reportBuild } from './adapters/embedding/report-build.ts';
import { createGuardedStorage } from './adapters/guarded-storage.ts';
import { describeIsolation, detectNetworkIsolation } from './adapters/network-isolation.ts';
import { createQueuedExtractor } from './adapters/queued-extractor.ts';
import { requireLanguage, withRecognition } from './adapters/recognition-limits.ts';
import { createTextThread } from './adapters/text-thread.ts';
import { chunkLimitsOf, quotasOf, type RagConfig } from './config.ts';
import { blobRepository } from './data/blob.repository.ts';
import { createBlobStore } from './data/blob-store.ts';
import { ChunkEntity } from './data/chunk.entity.ts';
import { chunkRepository } from './data/chunk.repository.ts';
import { DocumentEntity } from './data/document.entity.ts';
import { documentRepository } from './data/document.repository.ts';
import { expiry } from './data/expiry.ts';
import { PageEntity } from './data/page.entity.ts';
import { pageRepository } from './data/page.repository.ts';
import { passageRepository } from './data/passage.repository.ts';
import { storageRepository } from './data/storage.repository.ts';
import type {
  Embedder,
  Repositories as IndexingRepositories,
  PassageIndex,
} from './domain/indexing/ports.ts';
import type { TermLimits } from './domain/indexing/terms/term-limits.ts';
import type {
  BlobStore,
  Chunker,
  Extractor,
  Repositories as IngestionRepositories,
  Storage,
} from './domain/ingestion/ports.ts';
import type { Quotas } from './domain/ingestion/quota.ts';
import type { Repositories as LibraryRepositories } from './domain/library/ports.ts';
import { retention } from './domain/retention.ts';
import type { Reranker, Repositories as SearchRepositories } from './domain/search/ports.ts';
import type { BuildVectorsDeps } from './domain/vectors/build-vectors.ts';
import type { Meaning, Repositories as VectorRepositories } from './domain/vectors/ports.ts';
import { indexingJobs, indexingTasks, orphanTasks, vectorTasks } from './jobs/indexing.ts';
import { cleanUpTasks, extractionTasks, ingestionJobs } from './jobs/ingestion.ts';
import { timetable } from './jobs/timetable.ts';

type Repositories = LibraryRepositories &
  IngestionRepositories &
  IndexingRepositories &
  VectorRepositories &
  SearchRepositories & {
    readonly inbox: Inbox;
    readonly jobs: ReturnType<typeof ingestionJobs>;
    readonly reconciliations: ReconciliationJobs;
  };

type World = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly standings: Standings;
  readonly blobs: BlobStore;
  readonly extractor: Extractor;
  readonly embedder: Embedder;
  readonly chunker: Chunker;
  readonly storage: Storage;
  readonly quotas: Quotas;
  readonly termLimits: TermLimits;
  readonly passages: PassageIndex;
  readonly meaning: Meaning | undefined;
  readonly reranker: Reranker | undefined;
  readonly onProgress: BuildVectorsDeps['onProgress'];
  readonly clock: Clock;
  readonly identifiers: Identifiers;
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
};

export type RagDeps = { readonly world: World; readonly kit: AppKit; readonly database: Database };

const repositoriesOf = (em: EntityManager): Repositories => ({
  documents: documentRepository(em),
  pages: pageRepository(em),
  chunks: chunkRepository(em),
  passages: passageRepository(em),
  blobs: blobRepository(em),
  jobs: { ...ingestionJobs(em), ...indexingJobs(em) },
  places: placeReader(em),
  facts: factStore(em),
  reconciliations: reconciliationJobs(em),
  outbox: createOutbox(em),
  inbox: createInbox(em),
});

const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await pauseFor(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/** Text recognition takes more time and memory than reading. */
const recognitionOf = (config: RagConfig): Partial<ContainmentLimits> => {
  const languages = config.OCR_LANGUAGES.split(',').filter((language) => language !== '');
  if (languages.length === 0) return {};
  for (const language of languages) requireLanguage(language);
  return withRecognition({ languages, pages: config.MAX_OCR_PAGES });
};

const containmentOf = (config: RagConfig): ContainmentLimits => ({
  ...defaultContainment,
  ...recognitionOf(config),
  pages: config.MAX_DOCUMENT_PAGES,
  characters: config.MAX_DOCUMENT_CHARACTERS,
  outlineEntries: config.MAX_OUTLINE_ENTRIES,
  headingBytes: config.MAX_HEADING_BYTES,
  headingDepth: config.MAX_HEADING_DEPTH,
  pageLabelCharacters: config.MAX_PAGE_LABEL_CHARACTERS,
});

const storageOf = (config: RagConfig, database: Database): Storage => {
  const store = database.unitOfWork(storageRepository);
  return createGuardedStorage({
    maxDatabaseBytes: config.MAX_DATABASE_BYTES,
    minFreeDiskBytes: config.MIN_FREE_DISK_BYTES,
    diskFolder: config.DISK_FOLDER,
    readDatabaseBytes: () => store.run(({ usedBytes }) => usedBytes(), { readOnly: true }),
  });
};

const streamLimitsOf = (config: RagConfig): StreamLimits => ({
  ...defaultStreamLimits,
  perProcess: config.MAX_STREAMS,
  slots: createProcessSlots(config.MAX_STREAMS_PER_USER),
});

/** Composes the rag service. Only this file constructs vendors. */
export const createDeps = async ({
  config,
  lifecycle,
  logger,
  mesh,
  kit,
  clock = systemClock,
}: ServiceResources<RagConfig> & { clock?: typeof systemClock }): Promise<RagDeps> => {
  const database = createDatabase({
    url: config.DATABASE_URL,
    entities: [DocumentEntity, PageEntity, ChunkEntity],
    lifecycle,
  });
  const isolation = await detectNetworkIsolation();
  logger.info({ isolation }, describeIsolation[isolation]);
  const text = createTextThread(chunkLimitsOf(config));
  lifecycle.onClose('text thread', text.close);
  const plain = database.unitOfWork((em) => em);
  const world: World = {
    unitOfWork: database.unitOfWork(repositoriesOf),
    standings: cachedStandings(plain, clock),
    blobs: createBlobStore(database.unitOfWork(blobRepository), clock),
    extractor: createQueuedExtractor(
      createChildExtractor({ limits: containmentOf(config), isolation }),
      config.EXTRACTIONS_AT_ONCE,
    ),
    ...composeSearch(config, text),
    onProgress: reportBuild(logger),
    chunker: text,
    storage: storageOf(config, database),
    quotas: quotasOf(config),
    termLimits: { perChunk: config.MAX_CHUNK_TERMS, perDocument: config.MAX_DOCUMENT_TERMS },
    clock,
    identifiers: randomIdentifiers,
    pause,
  };
  const enqueueFirst = (): Promise<void> =>
    world.unitOfWork.run(async ({ jobs }) => {
      await jobs.prepareIndex();
      if (world.meaning !== undefined) await jobs.buildVectors();
      await jobs.cleanUp();
    });
  await whenAvailable(enqueueFirst, { lifecycle, logger });
  await startRagWorkers(world, plain, { config, lifecycle, logger, mesh });
  await whenAvailable(() => plain.run(enqueueFirstFill), { lifecycle, logger });
  const limits = { admission: admissionOf(world, kit), streamLimits: streamLimitsOf(config) };
  return {
    world,
    kit: { ...kit, ...limits, idempotencyKeys: idempotencyKeys(plain, clock) },
    database,
  };
};

const startRagWorkers = (
  world: World,
  plain: UnitOfWork<EntityManager>,
  {
    config,
    lifecycle,
    logger,
    mesh,
  }: Pick<ServiceResources<RagConfig>, 'config' | 'lifecycle' | 'logger' | 'mesh'>,
): Promise<void> =>
  startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: {
      ...cleanUpTasks(world),
      ...orphanTasks(world),
      ...reconciliationTasks({ unitOfWork: plain, mesh, logger }),
      ...retentionTasks({ retention, expiry, config, unitOfWork: plain, clock: world.clock, logger }),
    },
    timetable,
    ownPools: {
      deliveries: deliveryPool(mesh, 'rag'),
      extractions: {
        tasks: extractionTasks(world),
        concurrency: config.EXTRACTIONS_AT_ONCE,
        hasQueues: true,
      },
      indexing: { tasks: indexingTasks(world) },
      // A pool of its own, so that a slow model delays no search by words.
      vectors: { tasks: vectorTasks(world), hasQueues: true },
    },
    lifecycle,
    logger,
  });
