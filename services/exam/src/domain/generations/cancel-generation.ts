import type { cancelGeneration as contract } from '@ai-teacher/contracts/exam/generations.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Generation, GenerationRepositories } from './ports.ts';
import { ownGeneration } from './read-generation.ts';
import { isActive } from './report.ts';

export type CancelGenerationDeps = {
  readonly unitOfWork: UnitOfWork<Pick<GenerationRepositories, 'itemGenerations'>>;
  readonly clock: Clock;
};

/**
 * Ends a generation without a draft. The job notices the end within a second, also while the model writes.
 */
export const cancelGeneration =
  ({ unitOfWork, clock }: CancelGenerationDeps) =>
  ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<Generation> =>
    unitOfWork.run(async ({ itemGenerations }) => {
      const generation = ownGeneration(await itemGenerations.lock(params.id), principal);
      if (!isActive(generation)) return generation;
      await itemGenerations.end(generation.id, {
        status: 'cancelled',
        examId: null,
        reason: null,
        at: clock.now(),
      });
      return ownGeneration(await itemGenerations.find(generation.id), principal);
    });
