import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { generateExam } from '@ai-teacher/contracts/exam/exams.ts';
import { type Ledger, newLedger, type SittingRecord } from '../ledger.ts';

type Answer = Ledger['acknowledged']['answers'][number];

/** The ledger as it is now. Later acknowledgements change the original only. */
export const copyLedger = ({ acknowledged }: Ledger): Ledger => ({
  ...newLedger(),
  acknowledged: structuredClone(acknowledged),
});

/**
 * The required contents of a backup: every write that was acknowledged before its snapshots. A response may
 * also be a later one, up to `after`, which is the ledger when the snapshots had been taken.
 */
export const expectedOf = (before: Ledger, after: Ledger): Ledger => {
  const later = new Map(after.acknowledged.attempts.map((attempt) => [attempt.attemptId, attempt]));
  const attempts = before.acknowledged.attempts.map((attempt): SittingRecord => {
    const responses = new Map(attempt.responses);
    for (const [itemId, values] of later.get(attempt.attemptId)?.responses ?? [])
      responses.set(itemId, [...(responses.get(itemId) ?? [null]), ...values]);
    return { ...attempt, responses };
  });
  const isNew = ({ messageId }: Answer) =>
    !before.acknowledged.answers.some((answer) => answer.messageId === messageId);
  const newAnswers = Map.groupBy(after.acknowledged.answers.filter(isNew), ({ sessionId }) => sessionId);
  // The dump may also contain what was acknowledged or sent between the copy and the snapshots.
  const answers = before.acknowledged.answers.map((answer) => ({
    ...answer,
    unknown: answer.unknown + (newAnswers.get(answer.sessionId)?.length ?? 0) + 1,
  }));
  const knownExams = new Set(before.acknowledged.exams.map(({ examId }) => examId));
  const newExams = after.acknowledged.exams.filter(({ examId }) => !knownExams.has(examId));
  const inProgress = {
    teachers: new Set(before.acknowledged.exams.map(({ teacher }) => teacher)),
    students: new Set(before.acknowledged.answers.map(({ student }) => student)),
  };
  const unknownOutcomes = [
    ...[...newExams.map(({ teacher }) => teacher), ...inProgress.teachers].map((person) => ({
      person,
      operation: generateExam.operationId,
    })),
    ...[
      ...after.acknowledged.answers.filter(isNew).map(({ student }) => student),
      ...inProgress.students,
    ].map((person) => ({ person, operation: ask.operationId })),
  ];
  return { ...before, unknownOutcomes, acknowledged: { ...before.acknowledged, attempts, answers } };
};
