import { randomUUID } from 'node:crypto';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import {
  listAttempts,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, releaseExam } from '@ai-teacher/contracts/exam/exams.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import { openStartPage } from '@ai-teacher/contracts/web/pages.ts';
import type { EdgeClient, Exchange } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findTraces, spanCount, type Trace } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { areWhole } from './journeys.ts';
import { readTheBook } from './read-the-book.ts';

type Classroom = {
  readonly teacher: EdgeClient;
  readonly student: EdgeClient;
  readonly documentId: string;
};

/**
 * A day without faults. A user registers and signs in. A book is ingested, searched and asked about. An exam
 * is generated, sat and marked, and all users are notified.
 *
 * @returns every request of the day, in the order of the answers.
 */
export const liveASchoolDay = async (mesh: RunningMesh): Promise<Exchange[]> => {
  const exchanges: Exchange[] = [];
  const world = patientClient(mesh.gatewayUrl, (exchange) => void exchanges.push(exchange));
  const enter = async (credentials: { email: string; password: string }): Promise<EdgeClient> => {
    const { email, password } = credentials;
    const { answer } = await world.call(signIn, { body: { email, password } });
    const person = world.as(answer.accessToken);
    await person.call(readMe, {});
    return person;
  };
  exchanges.push(await openThePage(mesh));
  const newcomer = { email: `${randomUUID()}@school.example`, password: 'rain falls mainly there' };
  await world.call(register, { body: { ...newcomer, name: 'Nora Newcomer' } });
  const student = await enter(newcomer);
  const teacher = await enter(mesh.credentials.teacher);
  const { documentId } = await readTheBook(teacher, 'Water');
  await toldOf(teacher, 'document.ready', documentId);
  const classroom = { teacher, student, documentId };
  await askAboutIt(classroom);
  await sitAnExam(classroom);
  return exchanges;
};

/** Opens the web client, as a browser does. */
const openThePage = async ({ gatewayUrl }: RunningMesh): Promise<Exchange> => {
  const { service, operationId, method, path } = openStartPage;
  const began = performance.now();
  const response = await fetch(new URL(path, gatewayUrl));
  await response.text();
  const milliseconds = Math.round(performance.now() - began);
  const requestId = response.headers.get('x-request-id') ?? '';
  return {
    service,
    operationId,
    method,
    path,
    body: undefined,
    status: response.status,
    requestId,
    milliseconds,
  };
};

const askAboutIt = async ({ student, documentId }: Classroom): Promise<void> => {
  await student.call(search, { body: { query: 'condensation', documentIds: [documentId] } });
  const question = { message: 'What is condensation?', documentIds: [documentId] };
  await student.call(ask, { body: question });
  const streamed = await student.stream(ask, { body: question });
  for await (const _event of streamed.answer);
};

const sitAnExam = async ({ teacher, student, documentId }: Classroom): Promise<void> => {
  const wish = { title: 'Water test', documentIds: [documentId], itemCount: 4 };
  const { examId, items } = draftIn((await teacher.call(generateExam, { body: wish })).answer);
  await teacher.call(publishExam, { params: { id: examId }, body: { durationMinutes: 30 } });
  await toldOf(student, 'exam.published', examId);
  const { attemptId } = (await student.call(startAttempt, { params: { id: examId } })).answer;
  for (const { itemId, key } of items)
    await student.call(saveResponse, { params: { id: attemptId, itemId }, body: { response: key } });
  await student.call(submitAttempt, { params: { id: attemptId } });
  const attempts = await teacher.call(listAttempts, { params: { id: examId }, query: {} });
  const open = attempts.answer.items
    .flatMap((attempt) => attempt.items)
    .filter(({ score }) => score === null);
  for (const { itemId, maxScore } of open)
    await teacher.call(markItem, {
      params: { id: attemptId, itemId },
      body: { score: maxScore, feedback: 'Well said.' },
    });
  await teacher.call(releaseExam, { params: { id: examId } });
  await toldOf(student, 'attempt.graded', attemptId);
};

const toldOf = async (person: EdgeClient, type: string, subject: string): Promise<void> => {
  await waitUntil(
    async () => {
      const { answer } = await person.call(listNotifications, { query: { limit: 100 } });
      return answer.items.some(
        (notification) => notification.type === type && notification.subject === subject,
      );
    },
    { what: `the notification ${type}`, timeoutSeconds: 60, everyMilliseconds: 500 },
  );
};

/**
 * The traces of these requests, once they are complete, `enough` have arrived and a second reading finds no
 * more. After a minute it returns the traces so far, and the tests name what is missing.
 */
export const settledTraces = async (
  mesh: RunningMesh,
  exchanges: readonly Exchange[],
  enough: (traces: readonly Trace[]) => boolean,
): Promise<Trace[]> => {
  let seen: Trace[] = [];
  const isSettled = async (): Promise<boolean> => {
    const found = await Promise.all(exchanges.map(({ requestId }) => findTraces(mesh.jaegerUrl, requestId)));
    const before = spanCount(seen);
    seen = [...new Map(found.flat().map((trace) => [trace.id, trace])).values()];
    return spanCount(seen) === before && areWhole(seen) && enough(seen);
  };
  const patience = { what: 'the traces of the day', timeoutSeconds: 60, everyMilliseconds: 1_000 };
  await waitUntil(isSettled, patience).catch(() => undefined);
  return seen;
};
