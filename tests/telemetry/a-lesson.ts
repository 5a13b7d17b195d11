import { randomUUID } from 'node:crypto';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { generateExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findTraces, spanCount, type Trace } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import type { RunningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { readTheBook } from './read-the-book.ts';

/** Words of this test alone, so that a span with them proves a leak. */
export const question = `What is condensation? (${randomUUID()})`;

export type Lesson = {
  /** The request ids of the lesson's steps. */
  upload: string;
  chat: string;
  exam: string;
  /** Texts that no span may contain. */
  secrets: string[];
  /** Asks a question that the book answers, and returns its request id. */
  askTheBook: () => Promise<string>;
};

/**
 * A teacher uploads the book, a student asks, the teacher generates an exam. It runs once for all tests of a
 * file.
 */
export const teachALesson = async (mesh: RunningMesh): Promise<Lesson> => {
  const [teacher, student] = await Promise.all([enter(mesh, 'teacher'), enter(mesh, 'student')]);
  const { documentId, requestId } = await readTheBook(teacher.client, `Water ${randomUUID()}`);
  const asked = await student.client.call(ask, { body: { message: question, documentIds: [documentId] } });
  const generated = await teacher.client.call(generateExam, {
    body: { title: 'Water', documentIds: [documentId], itemCount: 3 },
  });
  return {
    upload: requestId,
    chat: asked.requestId,
    exam: generated.requestId,
    secrets: [...teacher.secrets, ...student.secrets, question],
    askTheBook: async () => {
      const body = { message: 'What is condensation?', documentIds: [documentId] };
      return (await student.client.call(ask, { body })).requestId;
    },
  };
};

const enter = async (
  mesh: RunningMesh,
  who: 'teacher' | 'student',
): Promise<{ client: EdgeClient; secrets: string[] }> => {
  const world = patientClient(mesh.gatewayUrl);
  const { email, password } = mesh.credentials[who];
  const { answer } = await world.call(signIn, { body: { email, password } });
  return {
    client: world.as(answer.accessToken),
    secrets: [email, password, answer.accessToken, answer.refreshToken],
  };
};

/** The traces of a request, once `enough` of its spans have arrived. */
export const tracesOf = (
  mesh: RunningMesh,
  requestId: string,
  enough: (traces: Trace[]) => boolean = (traces) => spanCount(traces) > 0,
): Promise<Trace[]> => {
  return waitUntil(
    async () => {
      const traces = await findTraces(mesh.jaegerUrl, requestId);
      return enough(traces) ? traces : undefined;
    },
    { what: `the traces of request ${requestId}`, timeoutSeconds: 30, everyMilliseconds: 500 },
  );
};
