import type { createClass as contract } from '@ai-teacher/contracts/user/classes.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireSession } from '../academic-sessions/academic-session.ts';
import { requireDays, requireInside } from '../academic-sessions/period.ts';
import { requireActiveCourse } from '../courses/course.ts';
import { requireAnyUnit, unitStandingOf } from '../unit-rights/unit-rights.ts';
import type { ClassLimits, ClassRepositories, SchoolClass } from './ports.ts';
import { publishClass, requireClass, requireFreeClassCode, requireUnit } from './school-class.ts';

export type CreateClassDeps = {
  readonly unitOfWork: UnitOfWork<ClassRepositories>;
  readonly clock: Clock;
  readonly limits: ClassLimits;
};

/**
 * Creates a class. Without dates it lasts as long as the session of its course.
 *
 * @throws Problem `forbidden` for a unit that the caller does not administer, `course-not-found`,
 * `course-archived`, `node-not-found`, `node-archived`, `class-code-taken`, `dates-outside-period`, or
 * `class-limit-reached`.
 */
export const createClass =
  ({ unitOfWork, clock, limits }: CreateClassDeps) =>
  ({ principal, body }: Input<typeof contract>): Promise<SchoolClass> =>
    unitOfWork.run(async (repositories) => {
      const { registers, sessions, courses, classes } = repositories;
      const { institutionId } = principal;
      const standing = await unitStandingOf({ ...repositories, clock }, principal);
      requireAnyUnit(standing);
      const register = await registers.lock(institutionId);
      const unit = await requireUnit(repositories, standing, { institutionId, unitId: body.unitId });
      const course = await requireActiveCourse(courses, institutionId, body.courseId);
      const session = await requireSession(sessions, institutionId, course.sessionId);
      const given = {
        id: crypto.randomUUID(),
        institutionId,
        courseId: course.id,
        unitId: unit.id,
        code: body.code ?? null,
        title: body.title,
        ...requireDays({ from: body.from ?? session.from, until: body.until ?? session.until }),
        createdAt: clock.now(),
      };
      requireInside(given, session);
      await requireFreeClassCode(classes, given);
      if (register.classes >= limits.classesPerInstitution) throw new Problem('class-limit-reached');
      await classes.insert(given);
      await registers.count(institutionId, 'classes');
      const created = requireClass(await classes.find(institutionId, given.id));
      await publishClass(repositories, created, unit);
      return created;
    });
