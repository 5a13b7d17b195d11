import type { followGeneration as contract } from '@ai-teacher/contracts/exam/generations.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createWatch } from '@ai-teacher/service-kit/domain/watch.ts';
import type { Generation, GenerationRepositories } from './ports.ts';
import { readGeneration } from './read-generation.ts';
import { isActive } from './report.ts';

const pollMilliseconds = 400;

export type FollowGenerationDeps = {
  readonly unitOfWork: UnitOfWork<Pick<GenerationRepositories, 'itemGenerations'>>;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

const progressOf = ({ status, stage, slots }: Generation): string =>
  `${status} ${stage} ${slots.filter((slot) => slot.status !== 'open').length}`;

/**
 * Returns the states of a generation as they change; the last state has ended. All followers of a generation
 * share the reads. Ends early when the client leaves or the generation is erased.
 *
 * @throws Problem `generation-not-found` before the first state.
 */
export const followGeneration = ({ unitOfWork, pause }: FollowGenerationDeps) => {
  const read = readGeneration({ unitOfWork });
  const never = new AbortController().signal;
  const follow = createWatch<Generation>({
    find: ({ id }) => unitOfWork.run(({ itemGenerations }) => itemGenerations.find(id), { readOnly: true }),
    progressOf,
    pause: () => pause(pollMilliseconds, never),
  });
  return async (input: Input<typeof contract>): Promise<AsyncIterable<Generation>> => {
    const first = await read(input);
    return (async function* states() {
      for await (const generation of follow(first, input.signal)) {
        if (generation === undefined) return;
        yield generation;
        if (!isActive(generation)) return;
      }
    })();
  };
};
