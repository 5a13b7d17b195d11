import type { discardRoster as contract } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { RosterRepositories, Staging } from './ports.ts';
import { requireOwnRoster } from './roster-rights.ts';

type Deps = {
  readonly unitOfWork: UnitOfWork<Pick<RosterRepositories, 'rosters' | 'rosterJobs' | 'unitRights' | 'days'>>;
};

/**
 * Discards an import. A job removes its report and its rows, because they can be millions.
 *
 * @throws Problem `roster-not-found`, or `roster-in-progress` while it is being applied.
 */
export const discardRoster =
  ({ unitOfWork, clock }: Deps & { readonly clock: Clock }) =>
  ({ principal, params }: Input<typeof contract>): Promise<void> =>
    unitOfWork.run(async ({ rosters, rosterJobs, unitRights, days }) => {
      const found = await rosters.lock(principal.institutionId, params.id);
      const roster = await requireOwnRoster({ unitRights, days, clock }, principal, found);
      if (roster.status === 'applying') throw new Problem('roster-in-progress');
      await rosters.discard(roster.id);
      await rosterJobs.remove(roster.id);
    });

export type RemoveRosterDeps = Deps & { readonly staging: Pick<Staging, 'clear'> };

/** The job that removes a discarded import. A repeated run finds nothing left. */
export const removeRoster =
  ({ unitOfWork, staging }: RemoveRosterDeps) =>
  async (
    { rosterId }: { readonly rosterId: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> => {
    if (!(await unitOfWork.run(({ rosters }) => rosters.isDiscarded(rosterId)))) return;
    await staging.clear(rosterId, signal);
    await unitOfWork.run(async ({ rosters }) => {
      await rosters.removeParts(rosterId);
      await rosters.remove(rosterId);
    });
  };
