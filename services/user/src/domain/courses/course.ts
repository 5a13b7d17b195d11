import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Course, CourseRepository } from './ports.ts';

/** @throws Problem `course-not-found`. */
export const requireCourse = async (
  courses: Pick<CourseRepository, 'find'>,
  institutionId: string,
  id: string,
): Promise<Course> => {
  const course = await courses.find(institutionId, id);
  if (course === undefined) throw new Problem('course-not-found');
  return course;
};

/** @throws Problem `course-not-found`, or `course-archived`. */
export const requireActiveCourse = async (
  courses: Pick<CourseRepository, 'find'>,
  institutionId: string,
  id: string,
): Promise<Course> => {
  const course = await requireCourse(courses, institutionId, id);
  if (course.archivedAt === null) return course;
  throw new Problem('course-archived', { detail: 'Restore the course first.' });
};

/** @throws Problem `course-code-taken`. */
export const requireFreeCourseCode = async (
  courses: Pick<CourseRepository, 'hasCode'>,
  { id, institutionId, code }: Pick<Course, 'id' | 'institutionId' | 'code'>,
): Promise<void> => {
  if (code !== null && (await courses.hasCode(institutionId, code, id)))
    throw new Problem('course-code-taken');
};
