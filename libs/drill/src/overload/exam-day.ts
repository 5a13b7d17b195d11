import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { listAttempts, saveResponse, startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, listExams, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { withParameters } from '@ai-teacher/contracts/path-template.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { createEdgeClient, patientRetries } from '@ai-teacher/edge-client/edge-client.ts';
import { repositoryRoot } from '@ai-teacher/local-mesh/state/state-directory.ts';
import { newLedger } from '../ledger.ts';
import { registerAccount } from '../people/newcomer.ts';
import type { Target } from './load.ts';

/** Requests to one service by their priority, and sign-ins. */
export type ExamDay = {
  readonly saves: readonly Target[];
  readonly signIns: readonly Target[];
  readonly reads: readonly Target[];
  readonly lists: readonly Target[];
};

const book = 'libs/demo/textbook/water-weather-and-climate.pdf';
const studentCount = 4;

const targetOf = (
  op: Operation,
  { params = {}, ...rest }: { params?: Record<string, string>; token?: string; body?: unknown },
): Target => ({
  method: op.method,
  path: withParameters(op.edgePath ?? '', (name) => params[name] ?? ''),
  ...(rest.token === undefined ? {} : { token: rest.token }),
  ...(rest.body === undefined ? {} : { body: JSON.stringify(rest.body) }),
});

/** Opens an exam that some students sit, and returns the requests of a day on which everyone comes. */
export const openExamDay = async ({
  gatewayUrl,
  credentials,
}: {
  readonly gatewayUrl: string;
  readonly credentials: { readonly teacher: { readonly email: string; readonly password: string } };
}): Promise<ExamDay> => {
  const world = createEdgeClient({ gatewayUrl, retry: patientRetries });
  const tokenOf = async (body: { email: string; password: string }): Promise<string> =>
    (await world.call(signIn, { body })).answer.accessToken;
  const teacherToken = await tokenOf(credentials.teacher);
  const teacher = world.as(teacherToken);
  const file = { name: 'book.pdf', bytes: await readFile(path.join(repositoryRoot, book)) };
  const { documentId } = (await teacher.upload(ingest, { body: { title: 'Water' } }, file)).answer;
  const progress = (await teacher.stream(followDocument, { params: { id: documentId } })).answer;
  await Array.fromAsync(progress);
  const body = { documentIds: [documentId], itemCount: 6 };
  const { examId } = draftIn((await teacher.call(generateExam, { body })).answer);
  const params = { id: examId };
  await teacher.call(publishExam, { params, body: { durationMinutes: 120 } });
  const reception = { gatewayUrl, ledger: newLedger(), closing: { signal: new AbortController().signal } };
  const newStudents = () =>
    Promise.all(Array.from({ length: studentCount }, () => registerAccount(reception)));
  const students = await newStudents();
  const sittings = students.map(async (student) => {
    const token = await tokenOf(student);
    const { attemptId, items } = (await world.as(token).call(startAttempt, { params })).answer;
    return { token, attemptId, itemId: items[0]?.itemId ?? '' };
  });
  const saves: Target[] = [];
  const reads: Target[] = [];
  for (const { token, attemptId, itemId } of await Promise.all(sittings)) {
    saves.push(
      targetOf(saveResponse, { params: { id: attemptId, itemId }, token, body: { response: null } }),
    );
    reads.push(targetOf(readExam, { params, token }), targetOf(listExams, { token }));
  }
  return {
    saves,
    reads,
    // Other students: the sign-ins of an account beyond its limit end the session that saves.
    signIns: (await newStudents()).map((student) => targetOf(signIn, { body: student })),
    lists: [targetOf(listAttempts, { params, token: teacherToken })],
  };
};
