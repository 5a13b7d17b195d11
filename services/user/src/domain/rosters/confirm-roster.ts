import type { confirmRoster as contract } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Roster, RosterRepositories } from './ports.ts';
import { requireRoster } from './roster.ts';
import { requireOwnRoster } from './roster-rights.ts';

type Deps = {
  readonly unitOfWork: UnitOfWork<Pick<RosterRepositories, 'rosters' | 'rosterJobs' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/**
 * Starts the application of a checked bundle. A repeated confirmation continues one that stopped.
 *
 * @throws Problem `roster-not-found` or `roster-not-ready`.
 */
export const confirmRoster =
  ({ unitOfWork, clock }: Deps) =>
  ({ principal, params }: Input<typeof contract>): Promise<Roster> =>
    unitOfWork.run(async ({ rosters, rosterJobs, unitRights, days }) => {
      const found = await rosters.lock(principal.institutionId, params.id);
      const roster = await requireOwnRoster({ unitRights, days, clock }, principal, found);
      if (roster.status === 'applied') return roster;
      if (roster.status !== 'ready' && roster.status !== 'applying') throw new Problem('roster-not-ready');
      if (roster.status === 'ready')
        await rosters.change(roster.id, {
          status: 'applying',
          confirmedBy: principal.userId,
          done: 0,
          total: 0,
        });
      // The job of an import may have been given up, because its processes were killed again and again.
      await rosterJobs.apply(roster.id);
      return requireRoster(await rosters.find(principal.institutionId, params.id));
    });
