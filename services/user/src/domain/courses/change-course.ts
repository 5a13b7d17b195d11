import type { changeCourse as contract } from '@ai-teacher/contracts/user/courses.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireOneNamePerLanguage } from '../academics/academic-node.ts';
import { requireCourse, requireFreeCourseCode } from './course.ts';
import type { Course, CourseRepositories } from './ports.ts';

export type ChangeCourseDeps = {
  readonly unitOfWork: UnitOfWork<Pick<CourseRepositories, 'registers' | 'courses'>>;
};

/**
 * Changes the names or the code of a course. The other fields stay unchanged.
 *
 * @throws Problem `course-not-found`, `course-changed`, or `course-code-taken`.
 */
export const changeCourse =
  ({ unitOfWork }: ChangeCourseDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<Course> =>
    unitOfWork.run(async ({ registers, courses }) => {
      const { institutionId } = principal;
      await registers.lock(institutionId);
      const course = await requireCourse(courses, institutionId, params.id);
      if (body.version !== undefined && body.version !== course.version)
        throw new Problem('course-changed', { detail: `The course has version ${course.version}.` });
      const changed: Course = {
        ...course,
        names: body.names === undefined ? course.names : requireOneNamePerLanguage(body.names),
        code: body.code === undefined ? course.code : body.code,
      };
      if (body.code !== undefined) await requireFreeCourseCode(courses, changed);
      await courses.store(changed);
      return requireCourse(courses, institutionId, course.id);
    });
