import { giveExtraTime, listStudentAttempts } from '@ai-teacher/contracts/exam/assignments.ts';
import { readExam } from '@ai-teacher/contracts/exam/exams.ts';
import { changeDocument, readDocument } from '@ai-teacher/contracts/rag/library.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { expectThat } from './expectation.ts';
import type { SchoolClass } from './school.ts';
import type { Demo, User } from './users.ts';

/** The material that only one class may read: a book and an exam. */
export type ClassMaterial = { readonly documentId: string; readonly examId: string };

/** Rights follow a change within five seconds. A busy machine may need longer. */
const patience = { timeoutSeconds: 60, everyMilliseconds: 1_000 };

/** Shares a document with one class and with no other person, as the teacher of the class. */
export const shareWithClass = async (
  { transcript }: Demo,
  teacher: User,
  documentId: string,
  { id: classId, title }: SchoolClass,
): Promise<void> => {
  const audience = [{ classId }];
  const change = { params: { id: documentId }, body: { audience } };
  const { answer } = await waitUntil(() => teacher.client.call(changeDocument, change), {
    what: 'the class of the teacher in the library',
    ...patience,
  });
  expectThat('the document is shared with the class', answer.visibility === 'shared', answer);
  transcript.line(`shared with ${title} only`);
};

/** Gives a student more time at an exam, as its teacher. */
export const giveMoreTime = async (teacher: User, examId: string, student: User): Promise<void> => {
  const params = { id: examId, studentId: student.id };
  const { answer } = await waitUntil(
    () => teacher.client.call(giveExtraTime, { params, body: { factor: 1.5 } }),
    { what: 'the student in the exams', ...patience },
  );
  expectThat('the student has half as much time again', answer.factor === 1.5, answer);
};

/** The status of a request: 200, or that of the problem. */
const statusOf = async (request: Promise<unknown>): Promise<number> => {
  try {
    await request;
    return 200;
  } catch (fault) {
    if (fault instanceof EdgeProblem) return fault.exchange.status;
    throw fault;
  }
};

const statusesOf = async ({ client }: User, { documentId, examId }: ClassMaterial): Promise<number[]> => [
  await statusOf(client.call(readDocument, { params: { id: documentId } })),
  await statusOf(client.call(readExam, { params: { id: examId } })),
];

/** Waits until the student finds the book and the exam of a class, and shows how long the change took. */
export const expectMaterial = async (
  { transcript }: Demo,
  student: User,
  material: ClassMaterial,
): Promise<void> => {
  const start = performance.now();
  await waitUntil(async () => (await statusesOf(student, material)).every((status) => status === 200), {
    ...patience,
    what: `the book and the exam of ${student.name}`,
    everyMilliseconds: 250,
  });
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  transcript.line(`${student.name} sees the book and the exam after ${seconds} s (target: 5 s)`);
};

/** Checks that the book and the exam of a class do not exist for a student of another class. */
export const expectNoMaterial = async (
  { transcript }: Demo,
  student: User,
  material: ClassMaterial,
): Promise<void> => {
  const statuses = await statusesOf(student, material);
  expectThat(
    `the book and the exam do not exist for ${student.name}`,
    String(statuses) === '404,404',
    statuses,
  );
  const body = { query: 'how clouds form when moist air rises' };
  const { results } = (await student.client.call(search, { body })).answer;
  const found = results.filter(({ documentId }) => documentId === material.documentId);
  expectThat(`${student.name} finds no passage of the book`, found.length === 0, found);
  transcript.line(`${student.name} sees neither the book nor the exam`);
};

/** Reads the released result of a student, as a guardian of the student. */
export const readChildResult = async (
  { transcript }: Demo,
  guardian: User,
  student: User,
  examId: string,
): Promise<void> => {
  const request = { params: { id: student.id }, query: {} };
  const { answer } = await waitUntil(() => guardian.client.call(listStudentAttempts, request), {
    what: 'the guardian in the exams',
    ...patience,
  });
  const attempt = answer.items.find((item) => item.examId === examId);
  expectThat('the guardian sees the result', typeof attempt?.score === 'number', answer);
  transcript.line(`${student.name}: ${attempt?.score} of ${attempt?.maxScore} points in “${attempt?.title}”`);
};
