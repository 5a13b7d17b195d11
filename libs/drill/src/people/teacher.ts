import { listAttempts } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { hireTeacher } from './newcomer.ts';
import { DrillEnded, Person } from './person.ts';
import { type OpenExam, rest, type School } from './school.ts';

const uploadEveryMilliseconds = 20_000;
const pollMilliseconds = 1_000;
/** An exam is released without those who have not submitted by then. */
const maxExamMilliseconds = 90_000;
const maxAttemptsListed = 100;

/** Uploads books until the drill ends. */
export const uploadBooks = async (teacher: Person, school: School): Promise<void> => {
  for (let count = 1; !school.closing.signal.aborted; count += 1) {
    const title = `Book ${count}`;
    // The same file of the same owner would be the same document.
    const bytes = Buffer.concat([school.book, Buffer.from(`\n% ${title}\n`)]);
    const { documentId } = await teacher.upload(
      ingest,
      { body: { title } },
      { name: `book-${count}.pdf`, bytes },
    );
    school.ledger.acknowledged.documents.push({ teacher: teacher.name, documentId, title });
    await rest(school, uploadEveryMilliseconds);
  }
};

/** No item repeats those of the teacher's earlier exams, so one book gives one teacher a limited number. */
const examsPerTeacher = 12;

/** Writes exams, marks their open answers and releases their results until the drill ends. */
export const holdExams = async (first: Person, school: School): Promise<void> => {
  let teacher = first;
  for (let count = 0; !school.closing.signal.aborted; count += 1) {
    if (count > 0 && count % examsPerTeacher === 0) teacher = new Person(await hireTeacher(school), school);
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

const publish = (teacher: Person, examId: string): Promise<void> =>
  teacher.carryOut(
    publishExam,
    { params: { id: examId }, body: { durationMinutes: 60 } },
    { doneCodes: ['exam-already-published'] },
  );

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
  await publish(teacher, examId).catch((fault: unknown) => {
    // The end of the drill leaves a draft, or an exam of whose publication nothing was heard.
    const left = { person: teacher.name, operation: generateExam.operationId };
    if (fault instanceof DrillEnded) school.ledger.unknownOutcomes.push(left);
    throw fault;
  });
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
      const before = teacher.repeats;
      await teacher.call(markItem, { params: { id: attemptId, itemId }, body: { score } });
      const repeats = teacher.repeats - before;
      ledger.acknowledged.marks.push({ teacher: teacher.name, attemptId, itemId, score, repeats });
    }
};
