import { listAttempts } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import type { Person } from './person.ts';
import { type OpenExam, rest, type School } from './school.ts';

const uploadEveryMilliseconds = 20_000;
const pollMilliseconds = 1_000;
/** An exam is released without those who have not submitted by then. */
const maxExamMilliseconds = 90_000;
const maxAttemptsListed = 100;

/** Uploads books until the drill ends. */
export const uploadBooks = async (teacher: Person, school: School): Promise<void> => {
  for (let count = 1; !school.closing.signal.aborted; count += 1) {
    const body = { title: `Book ${count}` };
    const file = { name: `book-${count}.pdf`, bytes: school.book };
    const { documentId } = await teacher.upload(ingest, { body }, file);
    school.ledger.acknowledged.documents.push({ teacher: teacher.name, documentId });
    await rest(school, uploadEveryMilliseconds);
  }
};

/** Writes exams, marks their open answers and releases their results until the drill ends. */
export const holdExams = async (teacher: Person, school: School): Promise<void> => {
  while (!school.closing.signal.aborted) {
    const exam = await openExam(teacher, school);
    const until = performance.now() + maxExamMilliseconds;
    while (exam.submitted.size < school.studentCount && performance.now() < until)
      await rest(school, school.closing.signal.aborted ? 0 : pollMilliseconds);
    if (school.closing.signal.aborted) return;
    await markOpenAnswers(teacher, exam, school);
    await teacher.carryOut(releaseExam, { params: { id: exam.examId } });
    for (const attempt of school.ledger.acknowledged.attempts)
      if (attempt.examId === exam.examId) attempt.released = true;
  }
};

const openExam = async (teacher: Person, school: School): Promise<OpenExam> => {
  const draft = draftIn(
    await teacher.call(generateExam, {
      body: {
        documentIds: [school.documentId],
        itemCount: 6,
        types: ['single_choice', 'true_false', 'cloze', 'short_answer'],
      },
    }),
  );
  const { examId, items } = draft;
  const body = { durationMinutes: 60 };
  await teacher.carryOut(
    publishExam,
    { params: { id: examId }, body },
    { doneCodes: ['exam-already-published'] },
  );
  const exam = {
    examId,
    teacher: teacher.name,
    items,
    begun: new Set<string>(),
    submitted: new Set<string>(),
  };
  school.ledger.acknowledged.exams.push({ teacher: teacher.name, examId });
  school.exams.push(exam);
  return exam;
};

const markOpenAnswers = async (teacher: Person, { examId }: OpenExam, { ledger }: School): Promise<void> => {
  const { items: attempts } = await teacher.call(listAttempts, {
    params: { id: examId },
    query: { limit: maxAttemptsListed },
  });
  for (const { attemptId, items } of attempts.filter(({ submittedAt }) => submittedAt !== null))
    for (const { itemId, maxScore } of items.filter(({ score }) => score === null)) {
      const score = maxScore / 2;
      await teacher.call(markItem, { params: { id: attemptId, itemId }, body: { score } });
      ledger.acknowledged.marks.push({ teacher: teacher.name, attemptId, itemId, score });
    }
};
