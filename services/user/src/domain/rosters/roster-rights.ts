import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { requireActive, requireNode } from '../academics/academic-node.ts';
import type { NodeRepository } from '../academics/ports.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';
import { administers, type UnitStanding, unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { Roster } from './ports.ts';
import { requireRoster } from './roster.ts';

type RightsDeps = UnitRightsRepositories & { readonly clock: Clock };

/**
 * Returns an import to an admin of the institution, and to an admin of its unit or above.
 *
 * @throws Problem `roster-not-found`.
 */
export const requireOwnRoster = async (
  deps: RightsDeps,
  principal: Principal,
  found: Roster | undefined,
): Promise<Roster> => {
  const roster = requireRoster(found);
  if (principal.role === 'admin') return roster;
  const standing = await unitStandingOf(deps, principal);
  const { unitPath: path } = roster;
  return requireRoster(path !== null && administers(standing, { path }) ? roster : undefined);
};

/**
 * Finds the unit of a new import. Only admins of the institution import without a unit.
 *
 * @throws Problem `forbidden`, `node-not-found` or `node-archived`.
 */
export const requireImportUnit = async (
  { nodes }: { readonly nodes: Pick<NodeRepository, 'lock'> },
  standing: UnitStanding,
  { institutionId, unitId }: { readonly institutionId: string; readonly unitId: string | undefined },
): Promise<string | null> => {
  if (unitId === undefined) {
    if (standing.accountRole !== 'admin')
      throw new Problem('forbidden', { detail: 'Name your unit in `unitId`.' });
    return null;
  }
  const unit = requireNode(await nodes.lock({ institutionId, tree: 'organisation' }, unitId));
  if (!administers(standing, unit)) throw new Problem('forbidden');
  return requireActive(unit).id;
};
