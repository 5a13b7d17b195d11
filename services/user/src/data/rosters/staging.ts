import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { RosterLimits, Staging } from '../../domain/rosters/ports.ts';
import { treeRepository } from '../academic-tree.repository.ts';
import { stagedApplication } from './apply/apply-staged.ts';
import { stagedChecks } from './check-staged.ts';
import { nameOwnThings } from './own-things/name-things.ts';
import { stagedPlans } from './plan-staged.ts';
import { outsideRule } from './rows-outside.ts';
import { stagedRows } from './staged-rows.ts';

/**
 * The rows of bundles, with their checks and effects as statements over many rows.
 *
 * @param unitOfWork of a database with long statements.
 * @param pool connections for COPY.
 * @param limits those of the operations that make the same things one by one.
 */
export const createStaging = (
  unitOfWork: UnitOfWork<EntityManager>,
  pool: Pool,
  { limits, clock }: { readonly limits: RosterLimits; readonly clock: Clock },
): Staging => ({
  ...stagedRows(unitOfWork, pool),
  ...stagedChecks(
    unitOfWork,
    (em, institutionId) => treeRepository(em).readLevels({ institutionId, tree: 'organisation' }),
    { limits, clock },
  ),
  ...nameOwnThings(unitOfWork),
  ...stagedPlans(unitOfWork),
  ...stagedApplication(unitOfWork, { limits, clock, outside: outsideRule }),
});
