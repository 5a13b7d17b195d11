/** @mesh shared */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { explainAccess } from '@ai-teacher/contracts/access/explain.ts';
import { register } from '@ai-teacher/contracts/auth/accounts.ts';
import { withdrawInvitation } from '@ai-teacher/contracts/auth/invitations.ts';
import { listPersonInvitations } from '@ai-teacher/contracts/auth/person-invitations.ts';
import { signIn } from '@ai-teacher/contracts/auth/sessions.ts';
import { listMessages, listSessions } from '@ai-teacher/contracts/chat/sessions.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import {
  listAttempts,
  readAttempt,
  saveResponse,
  startAttempt,
  submitAttempt,
} from '@ai-teacher/contracts/exam/attempts.ts';
import {
  draftIn,
  generateExam,
  listExams,
  publishExam,
  readExam,
  releaseExam,
} from '@ai-teacher/contracts/exam/exams.ts';
import { appealMark, decideAppeal, listOpenAppeals } from '@ai-teacher/contracts/exam/marking/appeals.ts';
import { markItem } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { listNotifications } from '@ai-teacher/contracts/notification/inbox.ts';
import type { ReadOf } from '@ai-teacher/contracts/operation.ts';
import { followDocument, ingest } from '@ai-teacher/contracts/rag/ingestion.ts';
import { search } from '@ai-teacher/contracts/rag/search.ts';
import { createAcademicSession } from '@ai-teacher/contracts/user/academic-sessions.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import { createClass } from '@ai-teacher/contracts/user/classes.ts';
import { createCourse } from '@ai-teacher/contracts/user/courses.ts';
import { inviteToClass, listJoinCodes } from '@ai-teacher/contracts/user/join-codes.ts';
import { readMe } from '@ai-teacher/contracts/user/profile.ts';
import type { EdgeClient, Exchange } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { patientClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connectTo } from '../telemetry/broken-tables.ts';
import { type PrintedPage, printedPagesOf, standsOn } from './printed-pages.ts';

jest.setTimeout(120_000);

/** The bytes differ for each upload, because the same content of the same owner is the same document. */
const book = Buffer.concat([
  readFileSync(new URL('../../libs/demo/textbook/water-weather-and-climate.pdf', import.meta.url)),
  Buffer.from(`\n% ${randomUUID()}\n`),
]);

const questions = [
  'What is condensation?',
  'Why does ice float on water?',
  'How long does water stay in the air?',
  'Which gas is the most abundant in dry air?',
  'What is the difference between weather and climate?',
];

describe('a school day through the gateway', () => {
  let mesh: RunningMesh;
  let pages: PrintedPage[];
  let teacher: EdgeClient;
  let student: EdgeClient;
  let documentId: string;
  let exam: ReturnType<typeof draftIn>;
  let attempt: ReadOf<typeof submitAttempt>;

  const exchanges: Exchange[] = [];

  const enter = async (credentials: { email: string; password: string }): Promise<EdgeClient> => {
    const world = patientClient(mesh.gatewayUrl, (exchange) => void exchanges.push(exchange));
    const { answer } = await world.call(signIn, { body: credentials });
    const person = world.as(answer.accessToken);
    await person.call(readMe, {});
    return person;
  };

  const newStudent = async (name: string): Promise<EdgeClient> => {
    const credentials = { email: `${randomUUID()}@school.example`, password: 'rain falls mainly there' };
    const world = patientClient(mesh.gatewayUrl);
    await world.call(register, { body: { ...credentials, name } });
    return enter(credentials);
  };

  const notificationsOf = async (person: EdgeClient, type: string, subject: string) =>
    (await person.call(listNotifications, { query: { limit: 100 } })).answer.items.filter(
      (notification) => notification.type === type && notification.subject === subject,
    );

  const told = (person: EdgeClient, type: string, subject: string) =>
    waitUntil(async () => (await notificationsOf(person, type, subject)).length > 0, {
      what: `the notification ${type}`,
      timeoutSeconds: 60,
      everyMilliseconds: 1_000,
    });

  beforeAll(async () => {
    mesh = await runningMesh();
    pages = await printedPagesOf(book);
    [teacher, student] = await Promise.all([
      enter(mesh.credentials.teacher),
      enter(mesh.credentials.student),
    ]);
  });

  it('extracts the uploaded book and notifies its owner', async () => {
    const file = { name: 'water.pdf', bytes: book };
    const { answer: ingested, headers } = await teacher.upload(ingest, { body: { title: 'Water' } }, file);
    documentId = ingested.documentId;
    expect(headers.get('location')).toBe(`/api/rag/documents/${documentId}`);
    const { answer: events } = await teacher.stream(followDocument, { params: { id: documentId } });
    const seen = await Array.fromAsync(events);
    expect(seen.at(-1)).toMatchObject({ event: 'done', data: { status: 'ready', pages: pages.length } });
    await told(teacher, 'document.ready', documentId);
  });

  it.each(questions)('answers “%s” with quotes from the cited printed page', async (message) => {
    const { answer } = await student.call(ask, { body: { message, documentIds: [documentId] } });
    expect(answer).toMatchObject({ supported: true });
    expect(answer.citations).not.toHaveLength(0);
    for (const citation of answer.citations) {
      expect(answer.answer).toContain(`[${citation.marker}]`);
      expect({ citation, stands: standsOn(pages, citation, citation.quote) }).toMatchObject({ stands: true });
    }
  });

  it('streams the same answer as numbered events', async () => {
    const body = { message: questions[0] ?? '', documentIds: [documentId] };
    const { answer: events, headers } = await student.stream(ask, { body });
    const seen = await Array.fromAsync(events);
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(seen[0]?.event).toBe('message.started');
    const ids = seen.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(ids.length);
    const last = seen.at(-1);
    if (last?.event !== 'message.completed') throw new Error(`the stream ended with ${last?.event}`);
    const cited = seen.flatMap((event) => (event.event === 'citation' ? [event.data] : []));
    expect(cited).toEqual(last.data.citations);
    expect(cited.every((citation) => standsOn(pages, citation, citation.quote))).toBe(true);
  });

  it('declines a question that the book does not answer', async () => {
    const message = 'Who won the football World Cup in 1998?';
    const { answer } = await student.call(ask, { body: { message, documentIds: [documentId] } });
    expect(answer.supported).toBe(false);
  });

  it('finds passages on their pages', async () => {
    const body = { query: 'instrument that measures air pressure', documentIds: [documentId] };
    const { results } = (await student.call(search, { body })).answer;
    expect(results[0]?.text).toMatch(/barometer/i);
    expect(results.filter((result) => !standsOn(pages, result, result.text))).toEqual([]);
  });

  it('generates an exam in which every item quotes its page', async () => {
    const body = { documentIds: [documentId], title: 'Water test', itemCount: 10 };
    exam = draftIn((await teacher.call(generateExam, { body })).answer);
    expect(exam.items.length).toBeGreaterThanOrEqual(5);
    expect(exam.items.filter(({ source }) => !standsOn(pages, source, source.quote))).toEqual([]);
  });

  it('hides a draft from students and notifies them of its publication', async () => {
    await expect(student.call(readExam, { params: { id: exam.examId } })).rejects.toThrow(/exam-not-found/);
    await teacher.call(publishExam, { params: { id: exam.examId }, body: { durationMinutes: 30 } });
    await told(student, 'exam.published', exam.examId);
  });

  it('explains who may read the book and the exam, and nothing about what does not exist', async () => {
    const admin = await enter(mesh.credentials.admin);
    const { id: personId } = (await student.call(readMe, {})).answer;
    const explain = async (person: EdgeClient, resource: string, about?: string) => {
      const query = { resource, ...(about === undefined ? {} : { personId: about }) };
      return (await person.call(explainAccess, { query })).answer;
    };
    const [book, test] = [`document:${documentId}`, `exam:${exam.examId}`];
    for (const [person, resource, expected] of [
      [student, book, { verdict: 'allowed', rule: 'institution' }],
      [student, test, { verdict: 'allowed', rule: 'institution' }],
      [teacher, book, { verdict: 'allowed', rule: 'owner' }],
      [teacher, test, { verdict: 'allowed', rule: 'owner' }],
    ] as const)
      expect(await explain(person, resource)).toMatchObject({ ...expected, since: expect.any(String) });
    expect(await explain(admin, test, personId)).toMatchObject({ verdict: 'allowed', personId });
    expect(await explain(student, `document:${randomUUID()}`)).toMatchObject({
      ...{ verdict: 'denied', rule: 'not-accessible' },
    });
    const mine = teacher.call(explainAccess, { query: { resource: book, personId } });
    await expect(mine).rejects.toThrow(/person-not-found/);
  });

  it('shows the student no key before the submission', async () => {
    const { examId, items } = exam;
    const list = await student.call(listExams, { query: { limit: 100 } });
    expect(list.answer.items.map((entry) => entry.examId)).toContain(examId);
    const seen = await student.call(readExam, { params: { id: examId } });
    const started = await student.call(startAttempt, { params: { id: examId } });
    const { attemptId } = started.answer;
    const inProgress = await student.call(readAttempt, { params: { id: attemptId } });
    for (const { answer } of [seen, started, inProgress])
      expect(JSON.stringify(answer)).not.toMatch(/"(key|quote)"/);
    for (const { itemId, key } of items)
      await student.call(saveResponse, { params: { id: attemptId, itemId }, body: { response: key } });
    attempt = (await student.call(submitAttempt, { params: { id: attemptId } })).answer;
    expect(attempt.items).toHaveLength(items.length);
  });

  it('hides each result from a student who has submitted while other students may still answer', async () => {
    const params = { id: attempt.attemptId };
    const again = (await student.call(submitAttempt, { params })).answer;
    const read = (await student.call(readAttempt, { params })).answer;
    for (const seen of [attempt, again, read]) {
      expect(seen).toMatchObject({ status: 'needs_review', score: null, resultsAvailable: false });
      for (const item of seen.items)
        expect(item).toMatchObject({ score: null, feedback: null, source: null });
    }
  });

  it('lets the teacher mark undecided responses', async () => {
    const { answer } = await teacher.call(listAttempts, { params: { id: exam.examId }, query: {} });
    const found = answer.items.find(({ attemptId }) => attemptId === attempt.attemptId);
    const open = found?.items.filter(({ score }) => score === null) ?? [];
    for (const { itemId, maxScore } of open)
      await teacher.call(markItem, {
        params: { id: attempt.attemptId, itemId },
        body: { score: maxScore, feedback: 'Well said.' },
      });
    const graded = await teacher.call(readAttempt, { params: { id: attempt.attemptId } });
    expect(graded.answer).toMatchObject({ status: 'graded', score: attempt.maxScore });
    expect(await notificationsOf(student, 'attempt.graded', attempt.attemptId)).toEqual([]);
  });

  it('shows and notifies the student of full marks for the keys, with feedback that cites the page', async () => {
    const decided = ({ items }: typeof attempt) => items.filter(({ feedback }) => feedback !== 'Well said.');
    const { answer: ended } = await teacher.call(releaseExam, { params: { id: exam.examId } });
    await told(student, 'attempt.graded', attempt.attemptId);
    const { answer } = await student.call(readAttempt, { params: { id: attempt.attemptId } });
    expect(answer).toMatchObject({ status: 'graded', score: attempt.maxScore });
    expect(answer.resultsAvailableAt).toBe(ended.releasedAt);
    for (const { source, feedback } of decided(answer)) {
      expect(source && standsOn(pages, source, source.quote)).toBe(true);
      expect(feedback).toContain(source?.pageLabel);
    }
  });

  it('lets the student appeal against a mark by rule, and reports the teacher’s decision', async () => {
    const { answer: result } = await student.call(readAttempt, { params: { id: attempt.attemptId } });
    const byRule = result.items.find(({ markedBy }) => markedBy?.kind === 'rule');
    const params = { id: attempt.attemptId, itemId: byRule?.itemId ?? '' };
    const { answer: made } = await student.call(appealMark, { params, body: { reason: 'Please look.' } });
    const { answer: open } = await teacher.call(listOpenAppeals, { query: { examId: exam.examId } });
    expect(open.items).toEqual([made]);
    const decision = { params: { id: made.appealId }, body: { reason: 'The mark is right.' } };
    expect((await teacher.call(decideAppeal, decision)).answer).toMatchObject({ status: 'upheld' });
    await told(student, 'appeal.decided', attempt.attemptId);
  });

  it('notifies each user exactly once', async () => {
    const counts = await Promise.all([
      notificationsOf(teacher, 'document.ready', documentId),
      notificationsOf(student, 'exam.published', exam.examId),
      notificationsOf(student, 'attempt.graded', attempt.attemptId),
    ]);
    expect(counts.map((notifications) => notifications.length)).toEqual([1, 1, 1]);
  });

  it('refuses another student access to the student’s data', async () => {
    const neighbour = await newStudent('Nell Neighbour');
    const { answer: own } = await student.call(listSessions, { query: {} });
    const sessionId = own.items[0]?.id ?? '';
    const strangers = [
      neighbour.call(readAttempt, { params: { id: attempt.attemptId } }),
      neighbour.call(listMessages, { params: { id: sessionId }, query: {} }),
      neighbour.call(ask, { body: { message: 'Go on.', sessionId } }),
    ];
    const answers = await Promise.allSettled(strangers);
    expect(answers).toMatchObject(
      strangers.map(() => ({ status: 'rejected', reason: { exchange: { status: 404 } } })),
    );
    const sessions = await neighbour.call(listSessions, { query: {} });
    expect(sessions.answer.items).toEqual([]);
  });

  it('logs the id of every request at the gateway and at the service that answered', async () => {
    const missing = (): Exchange[] =>
      exchanges.filter(
        ({ service, requestId }) =>
          !(['gateway', service] as const).every((part) =>
            mesh.logs(part).some((line) => line.includes(requestId)),
          ),
      );
    expect(new Set(exchanges.map(({ service }) => service)).size).toBe(6);
    await waitUntil(() => missing().length === 0, {
      what: 'every request id in the logs',
      timeoutSeconds: 20,
    });
  });

  it('logs the id of a question at the service that was called for it', async () => {
    const question = exchanges.find(({ operationId }) => operationId === ask.operationId);
    const lines = mesh.logs('rag').filter((line) => line.includes(question?.requestId ?? 'none'));
    expect(lines.some((line) => line.includes(search.operationId))).toBe(true);
  });

  it('logs the id of a publication at the service that notifies the students', async () => {
    const publication = exchanges.find(({ operationId }) => operationId === publishExam.operationId);
    const lines = mesh.logs('notification').filter((line) => line.includes(publication?.requestId ?? 'none'));
    expect(lines).not.toEqual([]);
  });
});

describe('the projections of facts about rights in a running mesh', () => {
  const holders = ['rag', 'exam', 'notification'] as const;

  it('are filled at the start, and a fact that is lost from one is repaired by the service user', async () => {
    const mesh = await runningMesh();
    const world = patientClient(mesh.gatewayUrl);
    const { answer } = await world.call(signIn, { body: mesh.credentials.admin });
    const admin = world.as(answer.accessToken);
    const { id } = (
      await admin.call(createNode, {
        params: { tree: 'organisation' },
        body: { level: 'school', names: [{ locale: 'en', name: 'North' }] },
      })
    ).answer;
    for (const service of holders) {
      const client = await connectTo(mesh, service);
      const appears = (what: string, query: string, given: unknown[] = []) =>
        waitUntil(async () => (await client.query(query, given)).rowCount === 1, {
          what: `${what} in ${service}`,
          timeoutSeconds: 60,
          everyMilliseconds: 100,
        });
      const unit = 'select from access_unit where unit_id = $1';
      try {
        await appears('the first fill', 'select from access_reconciliation');
        await appears('the fact of the event', unit, [id]);
        await client.query('delete from access_unit where unit_id = $1', [id]);
        await client.query(`select graphile_worker.add_job('reconcile-access-facts')`);
        await appears('the repaired fact', unit, [id]);
      } finally {
        await client.end();
      }
    }
  });
});

describe('an invitation that auth withdraws in a running mesh', () => {
  it('is withdrawn in user as well, so the join code of the class is closed', async () => {
    const mesh = await runningMesh();
    const world = patientClient(mesh.gatewayUrl);
    const { answer } = await world.call(signIn, { body: mesh.credentials.admin });
    const admin = world.as(answer.accessToken);
    const names = [{ locale: 'en', name: 'Invited' }];
    const nodeIn = async (tree: 'organisation' | 'curriculum', level: string) =>
      (await admin.call(createNode, { params: { tree }, body: { level, names } })).answer.id;
    const period = { from: '2020-01-01', until: '2120-01-01' };
    const { id: sessionId } = (await admin.call(createAcademicSession, { body: { names, ...period } }))
      .answer;
    const nodeId = await nodeIn('curriculum', 'subject');
    const { id: courseId } = (await admin.call(createCourse, { body: { names, sessionId, nodeId } })).answer;
    const unitId = await nodeIn('organisation', 'school');
    const { id } = (await admin.call(createClass, { body: { title: 'Invited', courseId, unitId } })).answer;
    const emails = [`${randomUUID()}@school.example`];
    const invited = (await admin.call(inviteToClass, { params: { id }, body: { emails } })).answer;
    const { personId } = invited.items[0] ?? {};
    const stateOfCode = async () =>
      (await admin.call(listJoinCodes, { params: { id }, query: {} })).answer.items.map(({ state }) => state);
    expect(await stateOfCode()).toEqual(['open']);
    const open = (await admin.call(listPersonInvitations, { query: { limit: 100 } })).answer.items;
    const own = open.find((invitation) => invitation.personId === personId);
    await admin.call(withdrawInvitation, { params: { id: own?.id ?? '' } });
    await waitUntil(async () => (await stateOfCode()).join() === 'withdrawn', {
      ...{ what: 'the withdrawal of the join code in user', timeoutSeconds: 60 },
    });
  });
});
