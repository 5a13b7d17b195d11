import { type AudienceKey, classKey, unitKey } from '@ai-teacher/access/domain/audience.ts';
import type { Standing } from '@ai-teacher/access/domain/standing.ts';
import type { listExams as contract } from '@ai-teacher/contracts/exam/exams.ts';
import type { PageQuery } from '@ai-teacher/contracts/pagination.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { assignedTo } from '../exams/audience.ts';
import { shownWindow } from '../exams/exam-times.ts';
import type { ExamSummary, LostSource } from '../exams/ports.ts';
import type { PeopleRepositories } from './ports.ts';
import { type Unavailability, unavailabilityOf } from './teacher.ts';

export type ListExamsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<PeopleRepositories, 'exams' | 'standings' | 'teachers'>>;
};

type Query = PageQuery & { readonly classId?: string | undefined };

/** An exam in a list. A student sees neither lost sources nor the ownership of an exam. */
export type ListedExam = {
  readonly exam: ExamSummary;
  readonly lostSources?: readonly LostSource[];
  readonly teacherUnavailable?: Unavailability | null;
};

/**
 * Lists the exams of a teacher, or the exams that are assigned to a student today, newest first. An admin may
 * list the exams of another teacher, to hand them over. `classId` narrows the list to the exams of a class.
 *
 * @throws Problem `forbidden` when another user asks for the exams of a teacher.
 */
export const listExams =
  ({ unitOfWork }: ListExamsDeps) =>
  async ({
    query,
    principal,
  }: Pick<Input<typeof contract>, 'query' | 'principal'>): Promise<Listed<ListedExam>> => {
    const { role, institutionId, userId } = principal;
    if (query.teacherId !== undefined && role !== 'admin') throw new Problem('forbidden');
    return unitOfWork.run(
      async ({ exams, standings, teachers }) => {
        if (role === 'student') return listForStudent({ exams, standings }, principal, query);
        const teacherId = query.teacherId?.toLowerCase() ?? userId;
        const { items, nextCursor } = await exams.listOfTeacher({ teacherId, institutionId }, query);
        const lost = await exams.listLostSources(items.map(({ id }) => id));
        const lostOf = Map.groupBy(lost, ({ examId }) => examId);
        const ownership =
          query.teacherId === undefined
            ? {}
            : { teacherUnavailable: unavailabilityOf(await teachers.find(teacherId)) };
        const listed = items.map((exam) => ({
          exam,
          lostSources: lostOf.get(exam.id) ?? [],
          ...ownership,
        }));
        return { items: listed, nextCursor };
      },
      { readOnly: true },
    );
  };

/** The class and the units above it, when the student is in the class today; otherwise nothing. */
const keysOfClass = ({ classes }: Pick<Standing, 'classes'>, classId: string): AudienceKey[] => {
  const held = classes.find((given) => given.classId === classId.toLowerCase());
  return held === undefined ? [] : [classKey(held.classId), ...held.unitIds.map(unitKey)];
};

/** The exams of a student, with the times of the student's own window. */
const listForStudent = async (
  { exams, standings }: Pick<PeopleRepositories, 'exams' | 'standings'>,
  principal: Principal,
  { classId, ...page }: Query,
): Promise<Listed<ListedExam>> => {
  const standing = await standings.of(principal);
  const { memberOf } = standing;
  const audience = classId === undefined ? memberOf : keysOfClass(standing, classId);
  const { items, nextCursor } = await exams.listAssigned(principal.institutionId, audience, page);
  const ids = items.map(({ id }) => id);
  const assignments = Map.groupBy(await exams.listAssignmentsOf(ids), ({ examId }) => examId);
  const extraTimes = new Map(
    (await exams.listExtraTimesOf(principal.userId, ids)).map(({ examId, factor }) => [examId, factor]),
  );
  const listed = items.map((exam) => {
    const own = assignedTo(memberOf, assignments.get(exam.id) ?? []);
    return { exam: { ...exam, ...shownWindow(exam, own, extraTimes.get(exam.id)) } };
  });
  return { items: listed, nextCursor };
};
