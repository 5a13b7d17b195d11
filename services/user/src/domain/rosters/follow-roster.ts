import type { followRoster as contract } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createWatch } from '@ai-teacher/service-kit/domain/watch.ts';
import type { Roster, RosterRepositories } from './ports.ts';
import { readRoster } from './read-roster.ts';
import { isWorkedOn } from './roster.ts';

const pollMilliseconds = 400;

export type FollowRosterDeps = {
  readonly unitOfWork: UnitOfWork<Pick<RosterRepositories, 'rosters' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
  /** Resolves after the given time. */
  readonly pause: (milliseconds: number) => Promise<void>;
};

/**
 * Returns the states of an import as they change. The last state waits for the confirmation or is final. All
 * followers of an import share the reads. Ends early when the client leaves or the import is discarded.
 *
 * @throws Problem `roster-not-found` before the first state.
 */
export const followRoster = ({ unitOfWork, clock, pause }: FollowRosterDeps) => {
  const read = readRoster({ unitOfWork, clock });
  const follow = createWatch<Roster>({
    find: ({ institutionId, id }) =>
      unitOfWork.run(({ rosters }) => rosters.find(institutionId, id), { readOnly: true }),
    progressOf: ({ status, stage, done, total }) => `${status} ${stage} ${done}/${total}`,
    pause: () => pause(pollMilliseconds),
  });
  return async (input: Input<typeof contract>): Promise<AsyncIterable<Roster>> => {
    const first = await read(input);
    return (async function* states() {
      for await (const roster of follow(first, input.signal)) {
        if (roster === undefined) return;
        yield roster;
        if (!isWorkedOn(roster)) return;
      }
    })();
  };
};
