import type { AnswerOf } from '@ai-teacher/contracts/operation.ts';
import { locationOf } from '@ai-teacher/contracts/path-template.ts';
import { type createCourse, type listCourses, readCourse } from '@ai-teacher/contracts/user/courses.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Reply } from '@ai-teacher/service-kit/server/route.ts';
import type { Course } from '../../domain/courses/ports.ts';

type CourseAnswer = AnswerOf<typeof createCourse>;

export const presentCourse = ({
  institutionId: _,
  names,
  archivedAt,
  createdAt,
  ...course
}: Course): CourseAnswer => ({
  ...course,
  names: [...names],
  archivedAt: archivedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

export const presentNewCourse = (course: Course): Reply<CourseAnswer> =>
  new Reply(201, presentCourse(course), {
    location: locationOf(readCourse.edgePath ?? '', { params: { id: course.id } }),
  });

export const presentCourses = ({ items, nextCursor }: Listed<Course>): AnswerOf<typeof listCourses> => ({
  items: items.map(presentCourse),
  nextCursor,
});
