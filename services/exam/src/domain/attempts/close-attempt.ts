import type { Attempt, Exam, ExamItem, Mark, Repositories, World } from '../ports.ts';

/** Marks what rules can mark, and says what stays for the teacher. The attempt must be locked. */
export const closeAttempt = async (
  { grader, clock }: Pick<World, 'grader' | 'clock'>,
  repositories: Repositories,
  { attempt, closedBy }: { attempt: Attempt; closedBy: 'student' | 'deadline' },
): Promise<Attempt> => {
  const { attempts, exams, marks, responses } = repositories;
  const exam = await exams.find(attempt.examId);
  const items = await exams.listItems(attempt.examId);
  const given = new Map(
    (await responses.listOf([attempt.id])).map(({ itemId, response }) => [itemId, response]),
  );
  const markedAt = clock.now();
  const made: Mark[] = items.map((item) => ({
    attemptId: attempt.id,
    itemId: item.id,
    ...grader.grade(item, given.get(item.id) ?? null),
    markedBy: null,
    markedAt,
  }));
  await marks.add(made);
  const closed: Attempt = { ...attempt, status: statusFrom(made), submittedAt: markedAt, closedBy };
  await attempts.update(closed);
  if (exam !== undefined && closed.status === 'graded')
    await tellGraded(repositories, { attempt: closed, exam, items, marks: made });
  return closed;
};

export const statusFrom = (marks: readonly Pick<Mark, 'score'>[]): 'graded' | 'needs_review' => {
  return marks.some(({ score }) => score === null) ? 'needs_review' : 'graded';
};

/** Tells the student, through the outbox of the transaction that set the last mark. */
export const tellGraded = async (
  { outbox }: Pick<Repositories, 'outbox'>,
  {
    attempt,
    exam,
    items,
    marks,
  }: { attempt: Attempt; exam: Exam; items: readonly ExamItem[]; marks: readonly Pick<Mark, 'score'>[] },
): Promise<void> => {
  await outbox.publish({
    type: 'attempt.graded',
    institutionId: attempt.institutionId,
    subject: attempt.id,
    data: {
      attemptId: attempt.id,
      examId: exam.id,
      studentId: attempt.studentId,
      title: exam.title,
      score: totalOf(marks),
      maxScore: maxScoreOf(items),
    },
  });
};

/** Sum of the marks so far, to two decimals. */
export const totalOf = (marks: readonly Pick<Mark, 'score'>[]): number => {
  return Math.round(marks.reduce((sum, { score }) => sum + (score ?? 0), 0) * 100) / 100;
};

export const maxScoreOf = (items: readonly Pick<ExamItem, 'points'>[]): number => {
  return items.reduce((sum, { points }) => sum + points, 0);
};
