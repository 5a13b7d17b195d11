import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { requireActive, requireNode } from '../academics/academic-node.ts';
import type { AcademicNode, NodeRepository } from '../academics/ports.ts';
import { unitPathOf } from '../academics/unit-path.ts';
import type { UnitRightsRepositories } from '../unit-rights/ports.ts';
import { administers, type UnitStanding, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { type ClassAct, mayInClass } from './class-policy.ts';
import type { ClassRepository, SchoolClass } from './ports.ts';

/** @throws Problem `class-not-found`. */
export const requireClass = (found: SchoolClass | undefined): SchoolClass => {
  if (found === undefined) throw new Problem('class-not-found');
  return found;
};

/** @throws Problem `class-archived`. */
export const requireActiveClass = (given: SchoolClass): SchoolClass => {
  if (given.archivedAt === null) return given;
  throw new Problem('class-archived', { detail: 'Restore the class first.' });
};

type RightsDeps = UnitRightsRepositories & {
  readonly classes: Pick<ClassRepository, 'listHeldRoles'>;
  readonly clock: Clock;
};

/** Makes the question whether the caller may do something in a class, with the facts of this moment. */
export const rightsIn = async (
  { classes, unitRights, days, clock }: RightsDeps,
  principal: Principal,
  given: SchoolClass,
): Promise<(act: ClassAct) => boolean> => {
  const { userId, role } = principal;
  const held = role === 'admin' ? [] : await classes.listHeldRoles(given.id, userId);
  const inUnits = await unitStandingOf({ unitRights, days, clock }, principal);
  const administersUnit = administers(inUnits, { path: given.unitPath });
  const today = await todayOf({ days, clock }, principal.institutionId);
  const standing = { accountRole: role, administersUnit, held, period: given, today };
  return (act) => mayInClass(act, standing);
};

/**
 * Demands the right to do something in a class.
 *
 * @throws Problem `class-not-found` for a caller who may not know the class, otherwise `forbidden`.
 */
export const requireRight = (may: (act: ClassAct) => boolean, act: ClassAct): void => {
  if (!may('read')) throw new Problem('class-not-found');
  if (!may(act)) throw new Problem('forbidden');
};

/**
 * Finds and locks the unit that a class will belong to.
 *
 * @throws Problem `node-not-found`, `forbidden` for a caller who is no admin of the unit or above, or
 * `node-archived`.
 */
export const requireUnit = async (
  { nodes }: { readonly nodes: Pick<NodeRepository, 'lock'> },
  standing: UnitStanding,
  { institutionId, unitId }: Pick<SchoolClass, 'institutionId' | 'unitId'>,
): Promise<AcademicNode> => {
  const unit = requireNode(await nodes.lock({ institutionId, tree: 'organisation' }, unitId));
  if (!administers(standing, unit)) throw new Problem('forbidden');
  return requireActive(unit);
};

/** @throws Problem `class-code-taken`. */
export const requireFreeClassCode = async (
  classes: Pick<ClassRepository, 'hasCode'>,
  { id, institutionId, code }: Pick<SchoolClass, 'id' | 'institutionId' | 'code'>,
): Promise<void> => {
  if (code !== null && (await classes.hasCode(institutionId, code, id)))
    throw new Problem('class-code-taken');
};

/** Publishes the state of a class. `unit`: the node of its unit. */
export const publishClass = async (
  { outbox, nodes }: { readonly outbox: Outbox; readonly nodes: Pick<NodeRepository, 'listAncestors'> },
  { id, institutionId, from, until, archivedAt, version }: SchoolClass,
  unit: AcademicNode,
): Promise<void> =>
  outbox.publish({
    type: 'class.changed',
    institutionId,
    subject: id,
    data: {
      classId: id,
      unitPath: await unitPathOf(nodes, unit),
      from,
      until,
      archived: archivedAt !== null,
      version,
    },
  });
