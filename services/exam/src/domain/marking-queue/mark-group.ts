import type { markGroup as contract } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { reportAttempt } from '../attempts/report-attempt.ts';
import { isTeacherOf, requireAccount } from '../exams/exam-rights.ts';
import { markableItem, type ScoredItem } from '../marking/markable-item.ts';
import { isTeachers, setTeacherMark } from '../marking/set-teacher-mark.ts';
import type { QueueRepositories } from './ports.ts';
import { queuedItemOf } from './queued-item.ts';

export type MarkGroupDeps = {
  readonly unitOfWork: UnitOfWork<QueueRepositories>;
  readonly clock: Clock;
};

export type GroupMark = {
  readonly attemptId: string;
  readonly outcome:
    | 'marked'
    | 'unchanged'
    | 'marked_by_teacher'
    | 'attempt_not_found'
    | 'attempt_not_submitted';
};

type MarkGroupInput = Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>;

/**
 * Gives answers to one item the same mark of a teacher. Each attempt has its own transaction, so a failure
 * leaves the marks before it, and a repetition sets the rest. A mark that a teacher has set meanwhile stays.
 */
export const markGroup =
  (deps: MarkGroupDeps) =>
  async ({ params, body, principal }: MarkGroupInput): Promise<GroupMark[]> => {
    const { exam, item } = await deps.unitOfWork.run(
      (repositories) => queuedItemOf(repositories, { itemId: params.itemId, principal }),
      { readOnly: true },
    );
    const { score, criteria } = body;
    const scored = markableItem([item], { itemId: item.id, score, criteria });
    const results: GroupMark[] = [];
    for (const attemptId of new Set(body.attemptIds.map((id) => id.toLowerCase()))) {
      const outcome = await markOne(deps, { examId: exam.id, scored, attemptId, body, principal });
      results.push({ attemptId, outcome });
    }
    return results;
  };

type One = Pick<MarkGroupInput, 'body'> & {
  readonly examId: string;
  readonly scored: ScoredItem;
  readonly attemptId: string;
  readonly principal: Principal;
};

/** The order of the locks is that of a teacher's single mark and of a release. */
const markOne = async (
  { unitOfWork, clock }: MarkGroupDeps,
  { examId, scored, attemptId, body, principal }: One,
): Promise<GroupMark['outcome']> =>
  unitOfWork.run(async (repositories) => {
    await requireAccount(repositories, principal);
    const exam = await repositories.exams.holdOpen(examId);
    const attempt = await repositories.attempts.lock(attemptId);
    if (exam === undefined || !isTeacherOf(exam, principal) || attempt?.examId !== examId)
      return 'attempt_not_found';
    if (attempt.status === 'in_progress') return 'attempt_not_submitted';
    const before = await reportAttempt(repositories, { exam, attempt });
    const present = before.marks.get(scored.item.id);
    if (isTeachers(present) && present.score !== scored.score) return 'marked_by_teacher';
    const { feedback } = body;
    const mark = { ...scored, feedback, teacherId: principal.userId, occasion: 'group' } as const;
    const after = await setTeacherMark(repositories, before, { mark, now: clock.now() }).catch(isFull);
    if (after === undefined) return 'marked_by_teacher';
    return after === before ? 'unchanged' : 'marked';
  });

/** An answer with the maximum number of marks retains the last one. Nothing was stored before. */
const isFull = (error: unknown): undefined => {
  if (error instanceof Problem && error.code === 'mark-limit-reached') return undefined;
  throw error;
};
