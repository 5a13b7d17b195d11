import { isDeepStrictEqual } from 'node:util';
import { listAttempts, readAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { generateExam, listExams, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { listItemMarks } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { type Finding, unlessOnce } from '../finding.ts';
import { unknownOf } from '../ledger.ts';
import { everyEntry, type Inspection } from './inspection.ts';

/**
 * Every published exam, attempt, saved response, submission and mark is as it was acknowledged, and is
 * there once.
 */
export const checkExams = async (inspection: Inspection): Promise<Finding[]> => [
  ...(await checkPublished(inspection)),
  ...(await checkExamCounts(inspection)),
  ...(await checkAttempts(inspection)),
  ...(await checkMarks(inspection)),
];

const checkPublished = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const { teacher, examId } of ledger.acknowledged.exams) {
    const { status } = await personOf(teacher).call(readExam, { params: { id: examId } });
    if (status !== 'published')
      findings.push({ kind: 'exams', harm: 'changed', text: `the published exam ${examId} is ${status}` });
    const attempts = await everyEntry((cursor) =>
      personOf(teacher).call(listAttempts, { params: { id: examId }, query: { limit: 100, ...cursor } }),
    );
    for (const [studentId, ofStudent] of Map.groupBy(attempts, (attempt) => attempt.studentId))
      findings.push(...unlessOnce('attempts', `the attempt of ${studentId} at ${examId}`, ofStudent.length));
  }
  return findings;
};

/** A teacher has no further exams than those of requests whose outcome is unknown. */
const checkExamCounts = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [teacher, exams] of Map.groupBy(ledger.acknowledged.exams, (exam) => exam.teacher)) {
    const listed = await everyEntry((cursor) =>
      personOf(teacher).call(listExams, { query: { limit: 100, ...cursor } }),
    );
    const max = exams.length + unknownOf(ledger, { person: teacher, operation: generateExam.operationId });
    if (listed.length > max) {
      const text = `${teacher} has ${listed.length} exams of at most ${max}`;
      findings.push({ kind: 'exams', harm: 'twice', text });
    }
  }
  return findings;
};

const checkAttempts = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const record of ledger.acknowledged.attempts) {
    const { attemptId, teacher, responses, submitted } = record;
    const attempt = await personOf(teacher).call(readAttempt, { params: { id: attemptId } });
    if (submitted && attempt.submittedAt === null) {
      const text = `the submitted attempt ${attemptId} is ${attempt.status}`;
      findings.push({ kind: 'submissions', harm: 'lost', text });
    }
    for (const [itemId, allowed] of responses) {
      const { response } = attempt.items.find((item) => item.itemId === itemId) ?? {};
      if (allowed.some((value) => isDeepStrictEqual(value, response))) continue;
      const text = `the response to ${itemId} of ${attemptId} is not the one that was saved last`;
      findings.push({ kind: 'responses', harm: response === null ? 'lost' : 'changed', text });
    }
  }
  return findings;
};

/** A mark that was set again because its answer was lost may stand in the history once more. */
const checkMarks = async ({ ledger, personOf }: Inspection): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const { teacher, attemptId, itemId, score, repeats } of ledger.acknowledged.marks) {
    const params = { id: attemptId, itemId };
    const { items } = await personOf(teacher).call(listItemMarks, { params });
    const byTeacher = items.filter(({ markedBy }) => markedBy?.kind === 'teacher');
    const thing = `the mark of ${itemId} of ${attemptId}`;
    findings.push(...unlessOnce('marks', thing, byTeacher.length, 1 + repeats));
    const [latest] = byTeacher;
    if (latest !== undefined && latest.score !== score)
      findings.push({ kind: 'marks', harm: 'changed', text: `${thing} is ${latest.score}, not ${score}` });
  }
  return findings;
};
