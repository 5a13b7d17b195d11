import type { readRoster as contract, listRosterFaults } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BundleFault } from './bundle/bundle-fault.ts';
import type { Roster, RosterRepositories } from './ports.ts';
import { requireOwnRoster } from './roster-rights.ts';

type Deps = {
  readonly unitOfWork: UnitOfWork<Pick<RosterRepositories, 'rosters' | 'unitRights' | 'days'>>;
  readonly clock: Clock;
};

/** @throws Problem `roster-not-found`. */
export const readRoster =
  ({ unitOfWork, clock }: Deps) =>
  ({ principal, params }: Pick<Input<typeof contract>, 'principal' | 'params'>): Promise<Roster> =>
    unitOfWork.run(
      async ({ rosters, unitRights, days }) =>
        requireOwnRoster(
          { unitRights, days, clock },
          principal,
          await rosters.find(principal.institutionId, params.id),
        ),
      { readOnly: true },
    );

/** @throws Problem `roster-not-found`. */
export const readRosterFaults =
  ({ unitOfWork, clock }: Deps) =>
  ({ principal, params, query }: Input<typeof listRosterFaults>): Promise<Listed<BundleFault>> =>
    unitOfWork.run(
      async ({ rosters, unitRights, days }) => {
        const found = await rosters.find(principal.institutionId, params.id);
        const { id } = await requireOwnRoster({ unitRights, days, clock }, principal, found);
        return rosters.listFaults(id, query);
      },
      { readOnly: true },
    );
