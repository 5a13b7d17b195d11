import type { changeClass as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireSession } from '../academic-sessions/academic-session.ts';
import { requireDays, requireInside } from '../academic-sessions/period.ts';
import { requireNode } from '../academics/academic-node.ts';
import type { AcademicNode } from '../academics/ports.ts';
import { requireCourse } from '../courses/course.ts';
import { type UnitStanding, unitStandingOf } from '../unit-rights/unit-rights.ts';
import { lockManaged, requireMayManage } from './managed-class.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';
import { publishClass, requireClass, requireFreeClassCode, requireUnit } from './school-class.ts';

export type ChangeClassDeps = { readonly unitOfWork: UnitOfWork<ClassRepositories>; readonly clock: Clock };

type Change = Input<typeof contract>['body'];

/**
 * Changes the given fields of a class. The other fields stay unchanged.
 *
 * @throws Problem `class-not-found`, `forbidden`, `class-changed`, `class-code-taken`, `node-not-found`,
 * `node-archived`, or `dates-outside-period` when the class would leave its session, or an enrolment the
 * class.
 */
export const changeClass =
  ({ unitOfWork, clock }: ChangeClassDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<SchoolClass> =>
    unitOfWork.run(async (repositories) => {
      const { registers, classes } = repositories;
      const { institutionId } = principal;
      await requireMayManage({ ...repositories, clock }, principal, params.id);
      await registers.lock(institutionId);
      const known = await lockManaged({ ...repositories, clock }, principal, params.id);
      if (body.version !== undefined && body.version !== known.version)
        throw new Problem('class-changed', { detail: `The class has version ${known.version}.` });
      const changed = withChange(known, body);
      if (body.code !== undefined) await requireFreeClassCode(classes, changed);
      if (body.from !== undefined || body.until !== undefined) await requireFit(repositories, changed);
      const standing = await unitStandingOf({ ...repositories, clock }, principal);
      const unit = await unitOf(repositories, { standing, known, changed });
      await classes.store(changed);
      const stored = requireClass(await classes.find(institutionId, known.id));
      await publishClass(repositories, stored, unit);
      return stored;
    });

const withChange = (known: SchoolClass, { title, code, unitId, from, until }: Change): SchoolClass => ({
  ...known,
  title: title ?? known.title,
  code: code === undefined ? known.code : code,
  unitId: unitId ?? known.unitId,
  from: from ?? known.from,
  until: until ?? known.until,
});

const requireFit = async (
  { sessions, courses, classes }: Pick<ClassRepositories, 'sessions' | 'courses' | 'classes'>,
  changed: SchoolClass,
): Promise<void> => {
  const { institutionId } = changed;
  requireDays(changed);
  const { sessionId } = await requireCourse(courses, institutionId, changed.courseId);
  requireInside(changed, await requireSession(sessions, institutionId, sessionId));
  if (await classes.hasOutside(changed.id, changed))
    throw new Problem('dates-outside-period', { detail: 'An enrolment is outside these dates.' });
};

type UnitChange = {
  readonly standing: UnitStanding;
  readonly known: SchoolClass;
  readonly changed: SchoolClass;
};

/** The unit of the changed class. Only a new unit must be active, and administered by the caller. */
const unitOf = async (
  { nodes }: Pick<ClassRepositories, 'nodes'>,
  { standing, known, changed }: UnitChange,
): Promise<AcademicNode> => {
  const { institutionId, unitId } = changed;
  return unitId === known.unitId
    ? requireNode(await nodes.find({ institutionId, tree: 'organisation' }, unitId))
    : requireUnit({ nodes }, standing, changed);
};
