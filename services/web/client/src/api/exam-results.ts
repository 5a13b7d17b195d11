import { listAttempts } from '@ai-teacher/contracts/exam/attempts.ts';
import { type examWithKeys, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { listClasses } from '@ai-teacher/contracts/user/classes.ts';
import { listClassEnrolments } from '@ai-teacher/contracts/user/enrolments.ts';
import { EdgeProblem } from '@ai-teacher/edge-client/edge-client.ts';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useAnswer } from './calls.ts';
import { readAll, type WholeList } from './read-all.ts';

export type Exam = z.output<typeof examWithKeys>;
export type Attempt = ReadOf<typeof listAttempts>['items'][number];

/** The newest attempts that the page evaluates: 20 requests. */
const maxAttempts = 2_000;
/** Classes whose students' names are read, and students of one class. */
const maxClasses = 20;
const maxStudents = 500;

const classesOf = async (exam: Exam): Promise<WholeList<string>> => {
  const named = (exam.assignments ?? []).flatMap(({ classId }) => (classId === undefined ? [] : [classId]));
  if (named.length > 0) return { items: named.slice(0, maxClasses), isCut: named.length > maxClasses };
  const { items, isCut } = await readAll(listClasses, { query: { state: 'all' } }, maxClasses);
  return { items: items.map(({ id }) => id), isCut };
};

type Names = {
  readonly byId: ReadonlyMap<string, string>;
  /** Whether further classes or students were not read. */
  readonly isCut: boolean;
};
const noNames: Names = { byId: new Map(), isCut: false };

/** The names of students by their ids, from the classes that the teacher may read. */
const namesFor = async (exam: Exam): Promise<Names> => {
  const byId = new Map<string, string>();
  const classes = await classesOf(exam);
  let { isCut } = classes;
  for (const id of classes.items) {
    const input = { params: { id }, query: { role: 'student', state: 'all' } } as const;
    const students = await readAll(listClassEnrolments, input, maxStudents).catch((fault: unknown) => {
      // A teacher who has left a class can no longer read its students.
      if (fault instanceof EdgeProblem && fault.exchange.status === 404) return { items: [], isCut: false };
      throw fault;
    });
    isCut ||= students.isCut;
    for (const { personId, personName } of students.items)
      if (personName !== '') byId.set(personId, personName);
  }
  return { byId, isCut };
};

/** All attempts at an exam, newest first. */
export const useAttempts = (id: string) =>
  useQuery<WholeList<Attempt>>({
    queryKey: [listAttempts.operationId, id, 'all'],
    queryFn: () => readAll(listAttempts, { params: { id }, query: {} }, maxAttempts),
  });

/** An exam, and the names of its students as far as the teacher may know them. */
export const useExamWithNames = (id: string) => {
  const exam = useAnswer(readExam, { params: { id } });
  const read = exam.data as Exam | undefined;
  const names = useQuery({
    queryKey: [listClassEnrolments.operationId, id, 'names'],
    queryFn: () => (read === undefined ? noNames : namesFor(read)),
    enabled: read !== undefined,
  });
  return {
    exam,
    read,
    names: names.data?.byId,
    ofNames: {
      isCut: names.data?.isCut === true,
      fault: read === undefined ? exam.error : names.error,
      reload: () => void (read === undefined ? exam : names).refetch(),
    },
  };
};

/** The name of a student; a part of the id when the name is unknown. */
export const nameOf = (names: ReadonlyMap<string, string> | undefined, studentId: string): string =>
  names?.get(studentId) ?? studentId.slice(0, 8);
