import type { archiveCourse as contract } from '@ai-teacher/contracts/user/courses.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireCourse } from './course.ts';
import type { Course, CourseRepositories } from './ports.ts';

export type ArchiveCourseDeps = {
  readonly unitOfWork: UnitOfWork<Pick<CourseRepositories, 'registers' | 'courses'>>;
  readonly clock: Clock;
};

/**
 * Archives a course. Archiving an archived course changes nothing.
 *
 * @throws Problem `course-not-found`, or `course-in-use`.
 */
export const archiveCourse =
  ({ unitOfWork, clock }: ArchiveCourseDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<Course> =>
    unitOfWork.run(async ({ registers, courses }) => {
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const course = await requireCourse(courses, institutionId, params.id);
      if (course.archivedAt !== null) return course;
      if (await courses.isInUse(course.id)) throw new Problem('course-in-use');
      await courses.store({ ...course, archivedAt: clock.now() });
      return requireCourse(courses, institutionId, course.id);
    });
