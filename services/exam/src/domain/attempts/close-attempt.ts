import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { hasEnded } from '../exams/exam.ts';
import type { Exam, ExamItem } from '../exams/ports.ts';
import { markByMachine } from '../grading/mark-by-machine.ts';
import type { Grader } from '../grading/ports.ts';
import { statusFrom } from './attempt.ts';
import type { Attempt, AttemptRepositories, Mark } from './ports.ts';
import { publishGraded } from './publish-graded.ts';

export type CloseAttemptDeps = { readonly grader: Grader; readonly clock: Clock };
export type ClosingRepositories = Pick<
  AttemptRepositories,
  'attempts' | 'exams' | 'marks' | 'modelMarking' | 'modelMarkingJobs' | 'outbox' | 'responses'
>;

/**
 * Closes an attempt and marks every item that a rule or the model can decide. The teacher marks the others.
 * Notifies the student of a complete result if the exam has ended; otherwise the announcement of the results
 * does. The caller must hold the lock of the attempt.
 */
export const closeAttempt =
  ({ grader, clock }: CloseAttemptDeps) =>
  async (
    repositories: ClosingRepositories,
    { attempt, closedBy }: { attempt: Attempt; closedBy: 'student' | 'deadline' },
  ): Promise<Attempt> => {
    const { attempts, exams, marks, outbox, responses } = repositories;
    const exam = await exams.find(attempt.examId);
    const items = await exams.listItems(attempt.examId);
    const saved = await responses.listOf([attempt.id]);
    const responseTo = new Map(saved.map(({ itemId, response }) => [itemId, response]));
    const markedAt = clock.now();
    const machineMarks: Mark[] = [];
    for (const item of items) {
      const response = responseTo.get(item.id) ?? null;
      machineMarks.push({
        attemptId: attempt.id,
        itemId: item.id,
        ...(await markByMachine({ grader, marks }, { examId: attempt.examId, item, response })),
        markedBy: null,
        occasion: 'submission',
        markedAt,
      });
    }
    await marks.add(machineMarks);
    const status = statusFrom(machineMarks);
    const isAnnounced = exam !== undefined && status === 'graded' && hasEnded(exam, markedAt);
    const announcedAt = isAnnounced ? markedAt : null;
    const closed: Attempt = { ...attempt, status, submittedAt: markedAt, closedBy, announcedAt };
    await attempts.update(closed);
    await scheduleModel(repositories, { attempt: closed, exam, items, marks: machineMarks });
    if (isAnnounced) await publishGraded(outbox, { attempt: closed, exam, items, marks: machineMarks });
    return closed;
  };

const isJudged = (type: ExamItem['type']): boolean => type === 'short_answer' || type === 'long_answer';

/**
 * Lets the language model of the institution judge the short and long answers that neither rules nor weights
 * decided.
 */
const scheduleModel = async (
  { modelMarking, modelMarkingJobs }: Pick<ClosingRepositories, 'modelMarking' | 'modelMarkingJobs'>,
  {
    attempt,
    exam,
    items,
    marks,
  }: { attempt: Attempt; exam: Exam | undefined; items: readonly ExamItem[]; marks: readonly Mark[] },
): Promise<void> => {
  const open = new Set(marks.flatMap(({ itemId, score }) => (score === null ? [itemId] : [])));
  if (exam === undefined || !items.some(({ id, type }) => isJudged(type) && open.has(id))) return;
  if (await modelMarking.isEnabled(attempt.institutionId))
    await modelMarkingJobs.schedule(attempt.id, exam.teacherId);
};
