import type { decideAppeal as contract } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { type AttemptReport, reportAttempt } from '../attempts/report-attempt.ts';
import { hasEnded } from '../exams/exam.ts';
import { isTeacherOf, requireAccount } from '../exams/exam-rights.ts';
import type { ExamItem } from '../exams/ports.ts';
import { type GivenScore, markableItem, type ScoredItem } from '../marking/markable-item.ts';
import { setTeacherMark } from '../marking/set-teacher-mark.ts';
import type { Appeal, AppealRepositories } from './ports.ts';

export type DecideAppealDeps = {
  readonly unitOfWork: UnitOfWork<AppealRepositories>;
  readonly clock: Clock;
};

/**
 * Decides an open appeal: the score becomes the teacher's mark, also when it stays. The feedback names the
 * decision's reason. Publishes `appeal.decided`, which notifies the student.
 *
 * @throws Problem `appeal-not-found` for every other user, who must not learn that the appeal exists, or
 * `exam-not-ended` while the exam is open again, because the notification tells a score.
 */
export const decideAppeal =
  ({ unitOfWork, clock }: DecideAppealDeps) =>
  async ({
    params,
    body,
    principal,
  }: Pick<Input<typeof contract>, 'params' | 'body' | 'principal'>): Promise<Appeal> =>
    unitOfWork.run(async (repositories) => {
      const { appeals, attempts, exams, outbox } = repositories;
      await requireAccount(repositories, principal);
      const found = await appeals.find(params.id);
      // The order of the locks is that of a teacher's mark and of a release.
      const exam = found === undefined ? undefined : await exams.holdOpen(found.examId);
      if (found === undefined || exam === undefined || !isTeacherOf(exam, principal))
        throw new Problem('appeal-not-found');
      const attempt = await attempts.lock(found.attemptId);
      const appeal = await appeals.find(found.id);
      if (attempt === undefined || appeal === undefined) throw new Problem('appeal-not-found');
      if (appeal.status !== 'open') throw new Problem('appeal-already-decided');
      const now = clock.now();
      if (!hasEnded(exam, now))
        throw new Problem('exam-not-ended', { detail: 'Decide the appeal when the exam has ended again.' });
      const before = await reportAttempt(repositories, { exam, attempt });
      const scored = decidedScore(before, appeal, body);
      const { item, score } = scored;
      const feedback = body.reason;
      const mark = { ...scored, feedback, teacherId: principal.userId, occasion: 'appeal' } as const;
      await setTeacherMark(repositories, before, { mark, now });
      const status = score === appeal.scoreBefore ? 'upheld' : 'changed';
      const decision = { status, score, answer: body.reason, decidedAt: now } as const;
      const decided: Appeal = { ...appeal, ...decision, decidedBy: principal.userId };
      await appeals.decide(decided);
      await outbox.publish({
        type: 'appeal.decided',
        institutionId: attempt.institutionId,
        subject: appeal.id,
        data: {
          appealId: appeal.id,
          attemptId: attempt.id,
          examId: exam.id,
          studentId: appeal.studentId,
          title: exam.title,
          status,
          score,
          maxScore: item.points,
        },
      });
      return decided;
    });

/** The score of the decision. Without one, the mark stays, with its criteria. */
const decidedScore = (
  { items, marks }: AttemptReport,
  { itemId, scoreBefore }: Appeal,
  { score, criteria }: GivenScore,
): ScoredItem => {
  const present = marks.get(itemId);
  const item = items.find(({ id }) => id === itemId);
  const isUpheld = criteria === undefined && (score === undefined || score === present?.score);
  if (item?.criteria === undefined || !isUpheld)
    return markableItem(items, {
      itemId,
      criteria,
      score: score ?? (criteria ? undefined : (present?.score ?? scoreBefore)),
    });
  return upheld(item, present?.score ?? scoreBefore, present?.criteria);
};

const upheld = (item: ExamItem, score: number, criteria: ScoredItem['criteria']): ScoredItem => ({
  item,
  score,
  ...(criteria === undefined ? {} : { criteria }),
});
