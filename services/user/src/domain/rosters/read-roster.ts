import type { readRoster as contract, listRosterFaults } from '@ai-teacher/contracts/rosters/rosters.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { BundleFault } from './bundle/bundle-fault.ts';
import type { Roster, RosterRepositories } from './ports.ts';
import { requireRoster } from './roster.ts';

type Deps = { readonly unitOfWork: UnitOfWork<Pick<RosterRepositories, 'rosters'>> };

/** @throws Problem `roster-not-found`. */
export const readRoster =
  ({ unitOfWork }: Deps) =>
  ({ principal, params }: Input<typeof contract>): Promise<Roster> =>
    unitOfWork.run(
      async ({ rosters }) => requireRoster(await rosters.find(principal.institutionId, params.id)),
      { readOnly: true },
    );

/** @throws Problem `roster-not-found`. */
export const readRosterFaults =
  ({ unitOfWork }: Deps) =>
  ({ principal, params, query }: Input<typeof listRosterFaults>): Promise<Listed<BundleFault>> =>
    unitOfWork.run(
      async ({ rosters }) => {
        const { id } = requireRoster(await rosters.find(principal.institutionId, params.id));
        return rosters.listFaults(id, query);
      },
      { readOnly: true },
    );
