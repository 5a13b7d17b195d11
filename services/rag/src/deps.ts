import { setTimeout as pauseFor } from 'node:timers/promises';
import { randomIdentifiers, systemClock } from '@ai-teacher/service-kit/clock.ts';
import {
  createDatabase,
  type Database,
  type EntityManager,
} from '@ai-teacher/service-kit/database/database.ts';
import {
  createInbox,
  createOutbox,
  deliverEvents,
  deliverEventTask,
} from '@ai-teacher/service-kit/jobs/events.ts';
import { startWorkers } from '@ai-teacher/service-kit/jobs/jobs.ts';
import type { ServiceResources } from '@ai-teacher/service-kit/run-service.ts';
import type { AppKit } from '@ai-teacher/service-kit/server/create-app.ts';
import { createChildExtractor, defaultContainment } from './adapters/child-extractor.ts';
import { createSparseEmbedder } from './adapters/murmur-sparse-embedder.ts';
import { createQdrantPassageIndex } from './adapters/qdrant-passage-index.ts';
import { takingTurns } from './adapters/turn-taking-extractor.ts';
import type { RagConfig } from './config.ts';
import { blobRepository } from './data/blob.repository.ts';
import { createBlobStore } from './data/blob-store.ts';
import { ChunkEntity } from './data/chunk.entity.ts';
import { chunkRepository } from './data/chunk.repository.ts';
import { DocumentEntity } from './data/document.entity.ts';
import { documentRepository } from './data/document.repository.ts';
import { PageEntity } from './data/page.entity.ts';
import { pageRepository } from './data/page.repository.ts';
import type { Repositories, World } from './domain/ports.ts';
import { jobQueue } from './jobs/queue.ts';
import { tasks } from './jobs/tasks.ts';

export type RagDeps = { readonly world: World; readonly kit: AppKit; readonly database: Database };

/** More than the extractions at once: indexing and event deliveries go on beside them. */
const jobsBesideExtractions = 4;

const repositoriesOf = (em: EntityManager): Repositories => ({
  documents: documentRepository(em),
  pages: pageRepository(em),
  chunks: chunkRepository(em),
  blobs: blobRepository(em),
  jobs: jobQueue(em),
  outbox: createOutbox(em),
  inbox: createInbox(em),
});

const pause = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
  await pauseFor(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/** Composes the rag service: the only place that constructs its vendors. */
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
  const extractor = createChildExtractor({ ...defaultContainment, pages: config.MAX_DOCUMENT_PAGES });
  const world: World = {
    unitOfWork: database.unitOfWork(repositoriesOf),
    blobs: createBlobStore(database.unitOfWork(blobRepository), clock),
    extractor: takingTurns(extractor, config.EXTRACTIONS_AT_ONCE),
    embedder: createSparseEmbedder(),
    passages: createQdrantPassageIndex({
      url: config.QDRANT_URL,
      apiKey: config.QDRANT_API_KEY,
      collection: config.QDRANT_COLLECTION,
    }),
    clock,
    identifiers: randomIdentifiers,
    pause,
  };
  await world.unitOfWork.run(async ({ jobs }) => {
    await jobs.prepareIndex();
    await jobs.tidy(clock.now());
  });
  await startWorkers({
    databaseUrl: config.DATABASE_URL,
    tasks: { ...tasks(world), [deliverEventTask]: deliverEvents(mesh) },
    lifecycle,
    logger,
    concurrency: config.EXTRACTIONS_AT_ONCE + jobsBesideExtractions,
  });
  return { world, kit, database };
};
