import type { listStudentAttempts as contract } from '@ai-teacher/contracts/exam/assignments.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { totalScoreOf } from '../attempts/attempt.ts';
import type { Attempt, AttemptRepositories } from '../attempts/ports.ts';
import { hasEnded } from '../exams/exam.ts';
import type { ExamSummary } from '../exams/ports.ts';

export type ListStudentAttemptsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'attempts' | 'exams' | 'marks' | 'standings'>>;
  readonly clock: Clock;
};

/** An attempt in the list of its student. Status and score are withheld until the exam has ended. */
export type StudentAttempt = {
  readonly attempt: Attempt;
  readonly exam: ExamSummary;
  readonly score: number | null;
  readonly resultsAvailable: boolean;
};

type ListInput = Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>;

/**
 * Lists the attempts of a student, newest first, whatever the present classes of the student are. A
 * guardian sees the attempts whose results are available.
 *
 * @throws Problem `person-not-found` for every other user.
 */
export const listStudentAttempts =
  ({ unitOfWork, clock }: ListStudentAttemptsDeps) =>
  async ({ params, query, principal }: ListInput): Promise<Listed<StudentAttempt>> =>
    unitOfWork.run(
      async ({ attempts, exams, marks, standings }) => {
        const studentId = params.id.toLowerCase();
        const { institutionId } = principal;
        const now = clock.now();
        const isOwn = studentId === principal.userId;
        if (!isOwn && !(await standings.of(principal)).children.includes(studentId))
          throw new Problem('person-not-found');
        const wanted = { studentId, institutionId, ...(isOwn ? {} : { endedUntil: now }) };
        const { items, nextCursor } = await attempts.listOfStudent(wanted, query);
        const found = await exams.listByIds(items.map(({ examId }) => examId));
        const examOf = new Map(found.map((exam) => [exam.id, exam]));
        const latest = await marks.latestOf(items.map(({ id }) => id));
        const marksOf = Map.groupBy(latest, ({ attemptId }) => attemptId);
        const listed = items.flatMap((attempt): StudentAttempt[] => {
          const exam = examOf.get(attempt.examId);
          if (exam === undefined) return [];
          const resultsAvailable = hasEnded(exam, now);
          const isOpen = attempt.status === 'in_progress';
          const score = resultsAvailable && !isOpen ? totalScoreOf(marksOf.get(attempt.id) ?? []) : null;
          return [
            { attempt: resultsAvailable ? attempt : withoutVerdict(attempt), exam, score, resultsAvailable },
          ];
        });
        return { items: listed, nextCursor };
      },
      { readOnly: true },
    );

/** `graded` reveals that the rules accepted every answer, so the status waits for the end of the exam. */
const withoutVerdict = (attempt: Attempt): Attempt => ({
  ...attempt,
  status: attempt.status === 'in_progress' ? 'in_progress' : 'needs_review',
});
