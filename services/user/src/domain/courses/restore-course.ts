import type { restoreCourse as contract } from '@ai-teacher/contracts/user/courses.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireActiveSession } from '../academic-sessions/academic-session.ts';
import { requireActiveNode } from '../academics/academic-node.ts';
import { requireCourse } from './course.ts';
import type { Course, CourseRepositories } from './ports.ts';

export type RestoreCourseDeps = {
  readonly unitOfWork: UnitOfWork<Pick<CourseRepositories, 'registers' | 'sessions' | 'nodes' | 'courses'>>;
};

/**
 * Restores an archived course. Restoring an active course changes nothing.
 *
 * @throws Problem `course-not-found`, or `academic-session-archived` or `node-archived` while its session or
 * its node of the curriculum is archived.
 */
export const restoreCourse =
  ({ unitOfWork }: RestoreCourseDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<Course> =>
    unitOfWork.run(async ({ registers, sessions, nodes, courses }) => {
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const course = await requireCourse(courses, institutionId, params.id);
      if (course.archivedAt === null) return course;
      await requireActiveSession(sessions, institutionId, course.sessionId);
      await requireActiveNode(nodes, { institutionId, tree: 'curriculum' }, course.nodeId);
      await courses.store({ ...course, archivedAt: null });
      return requireCourse(courses, institutionId, course.id);
    });
