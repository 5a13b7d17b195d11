import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { todayOf } from '../academic-sessions/period.ts';
import type { AcademicNode, NodeRepository } from '../academics/ports.ts';
import { unitPathOf } from '../academics/unit-path.ts';
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

/** Makes the question whether the caller may do something in a class, with the facts of this moment. */
export const rightsIn = async (
  { classes, clock }: { readonly classes: Pick<ClassRepository, 'listHeldRoles'>; readonly clock: Clock },
  { userId, role }: Pick<Principal, 'userId' | 'role'>,
  given: SchoolClass,
): Promise<(act: ClassAct) => boolean> => {
  const held = role === 'admin' ? [] : await classes.listHeldRoles(given.id, userId);
  const standing = { accountRole: role, held, period: given, today: todayOf(clock) };
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
