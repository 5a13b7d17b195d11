import { isDeepStrictEqual } from 'node:util';
import { readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { listItemMarks } from '@ai-teacher/contracts/exam/marking/marking.ts';
import type { Inspection } from './inspection.ts';

/** Every published exam, saved response, submission and mark is as it was acknowledged. */
export const checkExams = async (inspection: Inspection): Promise<string[]> => [
  ...(await checkPublished(inspection)),
  ...(await checkAttempts(inspection)),
  ...(await checkMarks(inspection)),
];

const checkPublished = async ({ ledger, personOf }: Inspection): Promise<string[]> => {
  const findings: string[] = [];
  for (const { teacher, examId } of ledger.acknowledged.exams) {
    const { status } = await personOf(teacher).call(readExam, { params: { id: examId } });
    if (status !== 'published') findings.push(`the published exam ${examId} is ${status}`);
  }
  return findings;
};

const checkAttempts = async ({ ledger, personOf }: Inspection): Promise<string[]> => {
  const findings: string[] = [];
  for (const record of ledger.acknowledged.attempts) {
    const { attemptId, teacher, responses, submitted } = record;
    const attempt = await personOf(teacher).call(readAttempt, { params: { id: attemptId } });
    if (submitted && attempt.submittedAt === null)
      findings.push(`the submitted attempt ${attemptId} is ${attempt.status}`);
    for (const [itemId, allowed] of responses) {
      const { response } = attempt.items.find((item) => item.itemId === itemId) ?? {};
      if (!allowed.some((value) => isDeepStrictEqual(value, response)))
        findings.push(`the response to ${itemId} of ${attemptId} is not the one that was saved last`);
    }
  }
  return findings;
};

const checkMarks = async ({ ledger, personOf }: Inspection): Promise<string[]> => {
  const findings: string[] = [];
  for (const { teacher, attemptId, itemId, score } of ledger.acknowledged.marks) {
    const params = { id: attemptId, itemId };
    const { items } = await personOf(teacher).call(listItemMarks, { params });
    const latest = items.find(({ markedBy }) => markedBy?.kind === 'teacher');
    if (latest?.score !== score)
      findings.push(`the mark of ${itemId} of ${attemptId} is ${latest?.score ?? 'lost'}, not ${score}`);
  }
  return findings;
};
