import type { changeClass as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireSession } from '../academic-sessions/academic-session.ts';
import { requireDays, requireInside } from '../academic-sessions/period.ts';
import { requireActiveNode, requireNode } from '../academics/academic-node.ts';
import type { AcademicNode } from '../academics/ports.ts';
import { requireCourse } from '../courses/course.ts';
import type { ClassRepositories, SchoolClass } from './ports.ts';
import { publishClass, requireClass, requireFreeClassCode } from './school-class.ts';

export type ChangeClassDeps = { readonly unitOfWork: UnitOfWork<ClassRepositories> };

type Change = Input<typeof contract>['body'];

/**
 * Changes the given fields of a class. The other fields stay unchanged.
 *
 * @throws Problem `class-not-found`, `class-changed`, `class-code-taken`, `node-not-found`, `node-archived`,
 * or `dates-outside-period` when the class would leave its session, or an enrolment the class.
 */
export const changeClass =
  ({ unitOfWork }: ChangeClassDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<SchoolClass> =>
    unitOfWork.run(async (repositories) => {
      const { registers, classes } = repositories;
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const known = requireClass(await classes.lock(institutionId, params.id));
      if (body.version !== undefined && body.version !== known.version)
        throw new Problem('class-changed', { detail: `The class has version ${known.version}.` });
      const changed = withChange(known, body);
      if (body.code !== undefined) await requireFreeClassCode(classes, changed);
      if (body.from !== undefined || body.until !== undefined) await requireFit(repositories, changed);
      const unit = await unitOf(repositories, known, changed);
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

/** The unit of the changed class. Only a new unit must be active. */
const unitOf = async (
  { nodes }: Pick<ClassRepositories, 'nodes'>,
  known: SchoolClass,
  { institutionId, unitId }: SchoolClass,
): Promise<AcademicNode> => {
  const place = { institutionId, tree: 'organisation' } as const;
  return unitId === known.unitId
    ? requireNode(await nodes.find(place, unitId))
    : requireActiveNode(nodes, place, unitId);
};
