import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

/** Documents that one run enqueues. Further runs enqueue the rest. */
const defaultDocumentsPerRun = 500;

export type RebuildIndexDeps = {
  readonly unitOfWork: UnitOfWork<{
    readonly documents: Pick<Repositories['documents'], 'listReadyIds'>;
    readonly jobs: Pick<Repositories['jobs'], 'indexAgain' | 'rebuildIndex' | 'removeOrphans'>;
  }>;
};

/**
 * The job that enqueues every ready document for the index, then removes passages without a document. Its
 * place is a payload of the queue, so an interrupted rebuild continues. Passages are replaced in place, so
 * documents that the index contains are found meanwhile.
 */
export const rebuildIndex =
  ({ unitOfWork }: RebuildIndexDeps, documentsPerRun = defaultDocumentsPerRun) =>
  ({ after }: { after?: string | undefined }): Promise<void> =>
    unitOfWork.run(async ({ documents, jobs }) => {
      const ids = await documents.listReadyIds({ after, limit: documentsPerRun });
      for (const id of ids) await jobs.indexAgain(id);
      if (ids.length === documentsPerRun) await jobs.rebuildIndex(ids.at(-1));
      else await jobs.removeOrphans(undefined);
    });
