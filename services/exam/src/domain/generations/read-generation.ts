import type { readGeneration as contract } from '@ai-teacher/contracts/exam/generations.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Generation, GenerationRepositories } from './ports.ts';

export type ReadGenerationDeps = {
  readonly unitOfWork: UnitOfWork<Pick<GenerationRepositories, 'itemGenerations'>>;
};

/** Returns a generation to the teacher who started it. */
export const readGeneration =
  ({ unitOfWork }: ReadGenerationDeps) =>
  ({ params, principal }: Pick<Input<typeof contract>, 'params' | 'principal'>): Promise<Generation> =>
    unitOfWork.run(
      async ({ itemGenerations }) => ownGeneration(await itemGenerations.find(params.id), principal),
      { readOnly: true },
    );

/**
 * The generation, when the user started it.
 *
 * @throws Problem `generation-not-found` for every other user.
 */
export const ownGeneration = (generation: Generation | undefined, principal: Principal): Generation => {
  if (generation?.teacherId !== principal.userId || generation.institutionId !== principal.institutionId)
    throw new Problem('generation-not-found');
  return generation;
};
