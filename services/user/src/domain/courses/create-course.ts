import type { createCourse as contract } from '@ai-teacher/contracts/user/courses.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireActiveSession } from '../academic-sessions/academic-session.ts';
import { requireActiveNode, requireOneNamePerLanguage } from '../academics/academic-node.ts';
import { requireCourse, requireFreeCourseCode } from './course.ts';
import type { Course, CourseLimits, CourseRepositories } from './ports.ts';

export type CreateCourseDeps = {
  readonly unitOfWork: UnitOfWork<CourseRepositories>;
  readonly clock: Clock;
  readonly limits: CourseLimits;
};

/**
 * Creates a course: a node of the curriculum, taught in a year or a term.
 *
 * @throws Problem `academic-session-not-found`, `academic-session-archived`, `node-not-found`,
 * `node-archived`, `course-code-taken`, or `course-limit-reached`.
 */
export const createCourse =
  ({ unitOfWork, clock, limits }: CreateCourseDeps) =>
  ({ principal, body }: Input<typeof contract>): Promise<Course> =>
    unitOfWork.run(async ({ registers, sessions, nodes, courses }) => {
      const { institutionId } = principal;
      const course = {
        id: crypto.randomUUID(),
        institutionId,
        sessionId: body.sessionId,
        nodeId: body.nodeId,
        code: body.code ?? null,
        names: requireOneNamePerLanguage(body.names),
        createdAt: clock.now(),
      };
      const register = await registers.lock(institutionId);
      await requireActiveSession(sessions, institutionId, course.sessionId);
      await requireActiveNode(nodes, { institutionId, tree: 'curriculum' }, course.nodeId);
      await requireFreeCourseCode(courses, course);
      if (register.courses >= limits.coursesPerInstitution) throw new Problem('course-limit-reached');
      await courses.insert(course);
      await registers.count(institutionId, 'courses');
      return requireCourse(courses, institutionId, course.id);
    });
