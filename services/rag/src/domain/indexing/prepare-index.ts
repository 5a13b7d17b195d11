import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { JobAttempt } from '../ports.ts';
import { nextRetry } from './index-retry.ts';
import { IndexUnavailable } from './index-unavailable.ts';
import type { PassageIndex, Repositories } from './ports.ts';

export type EnsureIndexDeps = {
  readonly unitOfWork: UnitOfWork<{
    readonly jobs: Pick<Repositories['jobs'], 'rebuildIndex'>;
  }>;
  readonly passages: Pick<PassageIndex, 'exists' | 'prepare'>;
};

/**
 * Creates a missing index and enqueues its rebuild. The database is the source of truth, so an empty
 * or lost Qdrant recovers without intervention. The rebuild is enqueued first: a process that is killed in
 * between leaves no index, which the next call notices, and never an index that remains empty.
 */
export const ensureIndex = async ({ unitOfWork, passages }: EnsureIndexDeps): Promise<void> => {
  if (!(await passages.exists())) await unitOfWork.run(({ jobs }) => jobs.rebuildIndex());
  await passages.prepare();
};

/** Passages that one call of the index reads. */
const passagesPerPage = 5_000;
/** Documents of one transaction. */
const documentsPerBatch = 500;

type OutdatedDeps = {
  readonly unitOfWork: UnitOfWork<{
    readonly documents: Pick<Repositories['documents'], 'listReadyOf'>;
    readonly jobs: Pick<Repositories['jobs'], 'indexAgain' | 'prepareIndex' | 'rebuildIndex'>;
  }>;
  readonly passages: Pick<PassageIndex, 'exists' | 'prepare' | 'listDocuments'>;
};

/**
 * Enqueues every ready document whose passages were indexed by earlier rules of terms. Each passage is
 * replaced in place, so a document is found all the time: the rules differ in a part of the terms only. A
 * repeated run enqueues a waiting document no second time.
 */
const indexOutdated = async ({ unitOfWork, passages }: OutdatedDeps, signal: AbortSignal): Promise<void> => {
  const outdated = new Set<string>();
  let from: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await passages.listDocuments({ from, limit: passagesPerPage, outdated: true });
    for (const id of page.documentIds) outdated.add(id);
    from = page.next;
  } while (from !== undefined);
  const ids = [...outdated];
  for (let at = 0; at < ids.length; at += documentsPerBatch) {
    signal.throwIfAborted();
    const some = ids.slice(at, at + documentsPerBatch);
    await unitOfWork.run(async ({ documents, jobs }) => {
      for (const id of await documents.listReadyOf(some)) await jobs.indexAgain(id);
    });
  }
};

export type PrepareIndexDeps = OutdatedDeps & { readonly clock: Clock };

/** The job that ensures the index at every start and at every clean-up of uploads. */
export const prepareIndex =
  (deps: PrepareIndexDeps) =>
  async ({ waits }: { waits: number }, { signal }: Pick<JobAttempt, 'signal'>): Promise<void> => {
    try {
      await ensureIndex(deps);
      await indexOutdated(deps, signal);
    } catch (error) {
      if (!(error instanceof IndexUnavailable)) throw error;
      const retry = nextRetry(deps.clock.now(), waits);
      await deps.unitOfWork.run(({ jobs }) => jobs.prepareIndex(retry));
    }
  };
