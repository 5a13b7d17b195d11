import { statusFrom, totalScoreOf } from '../attempts/attempt.ts';
import type { Attempt, Mark } from '../attempts/ports.ts';
import { publishGraded } from '../attempts/publish-graded.ts';
import type { AttemptReport } from '../attempts/report-attempt.ts';
import { hasEnded } from '../exams/exam.ts';
import type { MarkingRepositories } from './ports.ts';

/**
 * Adds a mark to a closed attempt. Earlier marks stay as history. Once the exam has ended, notifies the
 * student when the last open item is marked or when the result of a graded attempt changes. A change while
 * the exam is open again waits for the next announcement. The caller must hold the lock of the attempt, and
 * hold the exam open.
 */
export const addMark = async (
  { attempts, marks, outbox }: Pick<MarkingRepositories, 'attempts' | 'marks' | 'outbox'>,
  { before, mark, now }: { before: AttemptReport; mark: Mark; now: Date },
): Promise<AttemptReport> => {
  const { attempt, exam } = before;
  await marks.add([mark]);
  const latest = new Map(before.marks).set(mark.itemId, mark);
  const status = statusFrom([...latest.values()]);
  const isEnded = hasEnded(exam, now);
  const isAnnounced = status === 'graded' && isEnded;
  const isNew = hasNewResult(before, { status, marks: latest });
  const known = isNew && !isEnded ? null : attempt.announcedAt;
  const marked: Attempt = { ...attempt, status, announcedAt: known ?? (isAnnounced ? now : null) };
  await attempts.update(marked);
  const after = { ...before, attempt: marked, marks: latest };
  if (isAnnounced && isNew) await publishGraded(outbox, { ...after, marks: [...latest.values()] });
  return after;
};

const hasNewResult = (
  before: AttemptReport,
  after: Pick<Attempt, 'status'> & Pick<AttemptReport, 'marks'>,
): boolean =>
  before.attempt.status !== after.status ||
  totalScoreOf([...before.marks.values()]) !== totalScoreOf([...after.marks.values()]);
