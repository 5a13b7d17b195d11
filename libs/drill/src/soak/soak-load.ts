import { listMessages } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { listExams } from '@ai-teacher/contracts/exam/exams.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import { followDocument } from '@ai-teacher/contracts/rag/ingestion.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { DrillMesh } from '../mesh/drill-mesh.ts';
import type { OpenSchool } from '../people/open-school.ts';
import { Person } from '../people/person.ts';

/** A person asks once in this time, because chat answers 20 questions of a user in a minute. */
const askEveryMilliseconds = 4_000;

/** The numbers of requests and streams that a soak sends. */
export type SoakTotals = { readonly requests: number; readonly streams: number };

export type SoakLoad = {
  /** Requests that were sent, streams included. */
  readonly sent: () => number;
  readonly streams: () => number;
  /** The refused requests because of which people stopped. The other people send the rest. */
  readonly stopped: () => readonly string[];
  /** Fulfilled when all requests were answered. */
  readonly done: Promise<void>;
};

/** Sends requests of all services by all students concurrently, and opens streams evenly among them. */
export const startSoakLoad = (
  { credentials }: Pick<DrillMesh, 'credentials'>,
  { school, students }: OpenSchool,
  totals: SoakTotals,
): SoakLoad => {
  let sent = 0;
  let streams = 0;
  const { documentId } = school;
  const teacher = new Person(credentials.teacher, school);
  const stopped: string[] = [];
  const work = async (student: Person): Promise<void> => {
    let askedAt = Number.NEGATIVE_INFINITY;
    let sessionId: string | undefined;
    const body = { query: 'What is condensation?', documentIds: [documentId] };
    const reads = [
      () => student.call(readMe, {}),
      () => student.call(search, { body }),
      () => student.call(listNotifications, { query: {} }),
      () => student.call(listExams, { query: {} }),
      () =>
        sessionId === undefined
          ? student.call(readMe, {})
          : student.call(listMessages, { params: { id: sessionId }, query: {} }),
    ];
    for (let round = 0; sent < totals.requests; round += 1) {
      sent += 1;
      if (streams / totals.streams < sent / totals.requests) {
        streams += 1;
        await teacher.readStream(followDocument, { params: { id: documentId } });
      } else if (performance.now() - askedAt > askEveryMilliseconds) {
        askedAt = performance.now();
        const question = { message: 'How do clouds form?', documentIds: [documentId] };
        sessionId = (await student.call(ask, { body: question })).sessionId;
      } else await reads[round % reads.length]?.();
    }
  };
  const working = students.map((student) =>
    work(new Person(student, school)).catch((fault: unknown) => {
      stopped.push(String(fault));
    }),
  );
  const done = Promise.all(working).then(() => undefined);
  return { sent: () => sent, streams: () => streams, stopped: () => stopped, done };
};
