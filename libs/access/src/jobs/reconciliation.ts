import type { FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import type { MeshClient } from '@ai-teacher/service-kit/clients/mesh-client.ts';
import type { EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { enqueue, type Task, task } from '@ai-teacher/service-kit/jobs/jobs.ts';
import type { TimetableEntry } from '@ai-teacher/service-kit/jobs/timetable.ts';
import type { Logger } from '@ai-teacher/service-kit/logger.ts';
import { counter } from '@ai-teacher/service-kit/telemetry/instruments.ts';
import { metricCatalogue } from '@ai-teacher/service-kit/telemetry/metrics.ts';
import { attributeNames } from '@ai-teacher/service-kit/telemetry/names.ts';
import { z } from 'zod';
import type { ReconciliationJobs } from '../domain/roster-applied.ts';
import { meshFactSource } from '../reconciliation/mesh-fact-source.ts';
import { reconcileFacts } from '../reconciliation/reconcile-facts.ts';
import type { Repairs } from '../reconciliation/repair-facts.ts';

/** The queue stores this name. */
export const reconcileFactsTask = 'reconcile-access-facts';

/** Jobs of one queue run one after the other, over all replicas. */
const queue = 'access facts';

/** Every hour, at another minute than other work of the timetable. */
export const reconciliationEntry = {
  task: reconcileFactsTask,
  match: '27 * * * *',
  queue,
} as const satisfies TimetableEntry;

const payload = z.strictObject({ institutionId: z.guid().optional() });

/** Enqueues reconciliations in the transaction of `em`. Waiting jobs of one institution become one job. */
export const reconciliationJobs = (em: EntityManager): ReconciliationJobs => ({
  reconcile: (institutionId) => {
    const data: z.input<typeof payload> = { institutionId };
    return enqueue(em, reconcileFactsTask, data, { key: `${reconcileFactsTask}:${institutionId}`, queue });
  },
});

/** Call when the workers have started: enqueues the first reconciliation unless one has been completed. */
export const enqueueFirstFill = async (em: EntityManager): Promise<void> => {
  const filled = await em.execute('select from access_reconciliation');
  if (filled.length === 0) await enqueue(em, reconcileFactsTask, {}, { key: reconcileFactsTask, queue });
};

export type ReconciliationDeps = {
  readonly unitOfWork: UnitOfWork<EntityManager>;
  readonly mesh: MeshClient;
  readonly logger: Logger;
  /**
   * Runs when the facts of an institution are stored after an import. The job is repeated when it fails, so a
   * second run must have no second effect.
   */
  readonly afterImport?: (em: EntityManager, institutionId: string) => Promise<void>;
};

/**
 * The task that compares the projection with the facts of user and repairs it. Without an institution it
 * compares all facts, and then records that the projection is filled.
 */
export const reconciliationTasks = ({
  unitOfWork,
  mesh,
  logger,
  afterImport,
}: ReconciliationDeps): Readonly<Record<string, Task>> => {
  const source = meshFactSource(mesh);
  return {
    [reconcileFactsTask]: task(payload, async ({ institutionId }, { signal }) => {
      const repaired = counter(metricCatalogue.repairedFacts);
      const report = (kind: FactKind, repairs: Repairs): void => {
        for (const [repair, count] of Object.entries(repairs))
          if (count > 0)
            repaired.add(count, { [attributeNames.factKind]: kind, [attributeNames.factRepair]: repair });
        logger.warn({ kind, institutionId, ...repairs }, 'facts about rights were repaired');
      };
      await reconcileFacts({ unitOfWork, source, signal, report }, { institutionId });
      if (institutionId === undefined) await unitOfWork.run(recordCompletion);
      else if (afterImport !== undefined) await unitOfWork.run((em) => afterImport(em, institutionId));
    }),
  };
};

const recordCompletion = async (em: EntityManager): Promise<void> => {
  await em.execute(
    `insert into access_reconciliation default values on conflict (singleton) do update set completed_at = now()`,
  );
};
