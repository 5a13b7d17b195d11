import {
  type Explanation,
  explainDecision,
  notAccessible,
} from '@ai-teacher/access/domain/explain-access.ts';
import type { Person } from '@ai-teacher/access/domain/standing.ts';
import type { explainExam as contract } from '@ai-teacher/contracts/exam/assignments.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Attempt, AttemptRepositories } from '../attempts/ports.ts';
import { mayKnowExam, mayReadExam } from '../exams/exam-rights.ts';
import type { Exam } from '../exams/ports.ts';

export type ExplainExamDeps = {
  readonly unitOfWork: UnitOfWork<Pick<AttemptRepositories, 'attempts' | 'exams' | 'places' | 'standings'>>;
};

/**
 * Explains whether a person may read an exam, to a user who may know the exam. For every other user the
 * answer is that of a missing exam.
 */
export const explainExam =
  ({ unitOfWork }: ExplainExamDeps) =>
  ({
    params,
    query,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'query' | 'principal'>): Promise<Explanation> =>
    unitOfWork.run(
      async ({ attempts, exams, places, standings }) => {
        const exam = await exams.find(params.id);
        if (exam === undefined) return notAccessible;
        const { institutionId, userId } = principal;
        const person: Person = { userId: query.personId.toLowerCase(), institutionId, role: query.role };
        const assignments = await exams.listAssignments(exam.id);
        const attemptOf = (studentId: string) => attempts.findOfStudent(exam.id, studentId);
        const ofAsker = { exam, assignments, hasAttempt: (await attemptOf(userId)) !== undefined };
        if (!mayKnowExam(ofAsker, await standings.of(principal))) return notAccessible;
        const attempt = await attemptOf(person.userId);
        const assignedSince = await exams.assignedSince(exam.id);
        const standing = await standings.of(person);
        const asked = { exam, assignments, assignedSince, hasAttempt: attempt !== undefined };
        const keys = assignments.map(({ audience }) => audience);
        // Only students are members of the audience of an exam.
        const ended = person.role === 'student' ? await places.lastEnded(person, keys) : undefined;
        return withTimes(explainDecision(mayReadExam(asked, standing), standing, ended), { exam, attempt });
      },
      { readOnly: true },
    );

/**
 * A teacher has had the exam since its creation or its handover, and a student the attempt since its
 * start.
 */
const withTimes = (
  explanation: Explanation,
  { exam, attempt }: { readonly exam: Exam; readonly attempt: Attempt | undefined },
): Explanation => {
  const { rule, since } = explanation;
  const ownSince = rule === 'owner' ? (exam.handedOverAt ?? exam.createdAt) : attempt?.startedAt;
  if (rule !== 'owner' && rule !== 'attempt') return explanation;
  return { ...explanation, since: ownSince?.toISOString() ?? since };
};
