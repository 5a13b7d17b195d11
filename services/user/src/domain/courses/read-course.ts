import type { readCourse as contract } from '@ai-teacher/contracts/user/courses.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireCourse } from './course.ts';
import type { Course, CourseRepositories } from './ports.ts';

export type ReadCourseDeps = { readonly unitOfWork: UnitOfWork<Pick<CourseRepositories, 'courses'>> };

/**
 * Returns a course.
 *
 * @throws Problem `course-not-found`.
 */
export const readCourse =
  ({ unitOfWork }: ReadCourseDeps) =>
  ({ principal, params }: Input<typeof contract>): Promise<Course> =>
    unitOfWork.run(({ courses }) => requireCourse(courses, principal.institutionId, params.id), {
      readOnly: true,
    });
