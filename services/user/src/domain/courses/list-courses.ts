import type { listCourses as contract } from '@ai-teacher/contracts/user/courses.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Course, CourseRepositories } from './ports.ts';

export type ListCoursesDeps = { readonly unitOfWork: UnitOfWork<Pick<CourseRepositories, 'courses'>> };

/** Lists the courses of the caller's institution, newest first. */
export const listCourses =
  ({ unitOfWork }: ListCoursesDeps) =>
  ({ principal, query }: Input<typeof contract>): Promise<Listed<Course>> =>
    unitOfWork.run(({ courses }) => courses.list(principal.institutionId, query), { readOnly: true });
