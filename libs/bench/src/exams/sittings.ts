import { draftIn, generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { blankItem } from '@ai-teacher/contracts/exam/items.ts';
import { listDocuments } from '@ai-teacher/contracts/rag/library.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import type { z } from 'zod';
import { fillLibrary, newTeacherOf } from '../session/library.ts';
import type { Reader } from '../session/readers.ts';
import type { Session } from '../session/session.ts';

export type BlankItem = z.output<typeof blankItem>;

/** An attempt in progress. */
export type Sitting = {
  readonly reader: Reader;
  readonly attemptId: string;
  readonly items: readonly BlankItem[];
};

/** The attempts that a bench may start, save and submit. Each exam of a reader is started once. */
export type Sittings = {
  readonly nextStart: () => { readonly reader: Reader; readonly examId: string } | undefined;
  readonly begun: (sitting: Sitting) => void;
  readonly nextResponse: () => (Omit<Sitting, 'items'> & { readonly item: BlankItem }) | undefined;
  readonly nextSubmission: () => Sitting | undefined;
  readonly anyReader: () => Reader;
};

const itemCount = 6;

const publishOne = async (teacher: EdgeClient, documentIds: string[]): Promise<string> => {
  const types = ['single_choice' as const, 'true_false' as const, 'short_answer' as const];
  const { answer } = await teacher.call(generateExam, { body: { documentIds, itemCount, types } });
  const { examId } = draftIn(answer);
  await teacher.call(publishExam, { params: { id: examId }, body: { durationMinutes: 60 } });
  return examId;
};

const teacherAndBook = async (session: Session): Promise<{ teacher: EdgeClient; documentId: string }> => {
  await fillLibrary(session);
  const teacher = await newTeacherOf(session);
  const { items } = (await teacher.call(listDocuments, { query: { limit: 100 } })).answer;
  const book = items.find(({ status }) => status === 'ready');
  if (book === undefined) throw new Error('the library holds no searchable book');
  return { teacher, documentId: book.id };
};

/** Publishes exams for the readers of a session. */
export const openSittings = async (session: Session, examCount: number): Promise<Sittings> => {
  const { teacher, documentId } = await teacherAndBook(session);
  const examIds: string[] = [];
  for (let place = 0; place < examCount; place += 1) {
    examIds.push(await publishOne(teacher, [documentId]));
    session.progress.working('exams', `${place + 1} of ${examCount} published`);
  }
  session.progress.healthy('exams');
  return sittingsOf(await session.readers(), examIds);
};

const sittingsOf = (readers: readonly Reader[], examIds: readonly string[]): Sittings => {
  const sittings: Sitting[] = [];
  let [started, saved, submitted, read] = [0, 0, 0, 0];
  const readerAt = (place: number) => readers[place % readers.length] as Reader;
  return {
    nextStart: () => {
      const examId = examIds[Math.floor(started / readers.length)];
      if (examId === undefined) return undefined;
      started += 1;
      return { reader: readerAt(started - 1), examId };
    },
    begun: (sitting) => {
      sittings.push(sitting);
    },
    // The last attempts are submitted last, so responses go to attempts in progress.
    nextResponse: () => {
      const open = sittings.length - submitted;
      const sitting = sittings[submitted + (saved % Math.max(open, 1))];
      const item = sitting?.items[Math.floor(saved / Math.max(open, 1)) % sitting.items.length];
      saved += 1;
      return sitting && item && { ...sitting, item };
    },
    nextSubmission: () => {
      const sitting = sittings[submitted];
      if (sitting !== undefined) submitted += 1;
      return sitting;
    },
    anyReader: () => {
      read += 1;
      return readerAt(read - 1);
    },
  };
};
