/** @mesh alone */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Marking, markedInput } from '@ai-teacher/attack/requests/marked-input.ts';
import { allOperations, operations } from '@ai-teacher/contracts/catalogue.ts';
import { ask } from '@ai-teacher/contracts/chat/tutoring.ts';
import { startAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { draftIn, generateExam, publishExam, readExam } from '@ai-teacher/contracts/exam/exams.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { locationOf, unusedParams } from '@ai-teacher/contracts/path-template.ts';
import { textFieldsOf } from '@ai-teacher/contracts/text.ts';
import { createNode } from '@ai-teacher/contracts/user/academics.ts';
import {
  type Role,
  roles,
  type ServiceName,
  type StoringService,
  serviceNames,
  storingServices,
} from '@ai-teacher/contracts/values.ts';
import type { EdgeClient } from '@ai-teacher/edge-client/edge-client.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { findTraces, spanCount } from '@ai-teacher/local-mesh/traces/trace-search.ts';
import { forgetEdgeCounts } from '@ai-teacher/test-kit/mesh/edge-counters.ts';
import { institutionSettings, settingOperations } from '@ai-teacher/test-kit/mesh/institution-settings.ts';
import { ownPeople } from '@ai-teacher/test-kit/mesh/own-people.ts';
import { accessTokenOf, patientClient, signedInClient } from '@ai-teacher/test-kit/mesh/patient-client.ts';
import { type RunningMesh, runningMesh } from '@ai-teacher/test-kit/mesh/running-mesh.ts';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { connectTo, tablesOfService, whileChangesFail, whileEachTableIsMissing } from './broken-tables.ts';
import { readTheBook } from './read-the-book.ts';
import { usedTables } from './used-tables.ts';

/** Ends a hang only. The hook sends about 1 000 requests, which took 280 s on a busy machine of two cores. */
jest.setTimeout(1_200_000);

/** A word of this test alone, so that a line with the word proves a leak. */
const word = `zq${randomBytes(6).toString('hex')}`;

type Failure = {
  readonly operationId: string;
  readonly status: number;
  readonly requestId: string;
  /** Whether a limit of the gateway refused the request, so that it reached no service. */
  readonly limited: boolean;
};

type Tokens = Readonly<Record<Role, string>>;

type Classroom = {
  /** The settings of the institution, so that a request can set the present values again. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The people to whom the things below belong. */
  readonly owners: Tokens;
  /** Others for each service, so that the requests of one user stay below the gateway's limit. */
  readonly others: Readonly<Record<ServiceName, Tokens>>;
  /** The id for each path, so that a request reaches the rows of a real thing. */
  readonly ids: {
    readonly document: string;
    readonly session: string;
    readonly exam: string;
    readonly attempt: string;
    readonly item: string;
    readonly node: string;
  };
};

let mesh: RunningMesh;
let answers: Failure[] = [];
let settingsBefore: Classroom['settings'];
let settingsAfter: Classroom['settings'];

/** Signs a new person of each role in. This file breaks tables, so it never acts as the first admin. */
const newPeople = async (): Promise<Tokens> => {
  const tokens = {} as Record<Role, string>;
  const people = await ownPeople(mesh.gatewayUrl, mesh.credentials.admin, roles);
  for (const role of roles) tokens[role] = await accessTokenOf(mesh.gatewayUrl, people[role]);
  return tokens;
};

const settings = async (): Promise<Classroom['settings']> =>
  institutionSettings(await signedInClient(mesh.gatewayUrl, mesh.credentials.admin));

const prepare = async (): Promise<Classroom> => {
  // These people sign in within one minute, and the files before this one may have used the budget.
  await forgetEdgeCounts(mesh);
  const world = patientClient(mesh.gatewayUrl);
  settingsBefore = await settings();
  const tokens = await newPeople();
  const others = {} as Record<ServiceName, Tokens>;
  for (const service of serviceNames) others[service] = await newPeople();
  const teacher: EdgeClient = world.as(tokens.teacher);
  const student: EdgeClient = world.as(tokens.student);
  const { documentId: document } = await readTheBook(teacher, 'Water');
  const asked = await student.call(ask, {
    body: { message: 'What is condensation?', documentIds: [document] },
  });
  const generated = await teacher.call(generateExam, {
    body: { title: 'Water', documentIds: [document], itemCount: 3 },
  });
  const exam = draftIn(generated.answer);
  await teacher.call(publishExam, { params: { id: exam.examId }, body: {} });
  const { answer: attempt } = await student.call(startAttempt, { params: { id: exam.examId } });
  const { answer: whole } = await teacher.call(readExam, { params: { id: exam.examId } });
  const { answer: node } = await world.as(others.user.admin).call(createNode, {
    params: { tree: 'organisation' },
    body: { level: 'school', names: [{ locale: 'en', name: 'A school' }] },
  });
  return {
    settings: settingsBefore,
    owners: tokens,
    others,
    ids: {
      document,
      session: asked.answer.sessionId,
      exam: exam.examId,
      attempt: attempt.attemptId,
      item: whole.items[0]?.itemId ?? '',
      node: node.id,
    },
  };
};

/** The id for a parameter or a field: that of a real thing where the path names one. */
const idIn =
  ({ ids }: Classroom, op: Operation) =>
  (name: string): string => {
    if (/item/i.test(name)) return ids.item;
    if (/document/i.test(name) || op.path.startsWith('/documents')) return ids.document;
    if (op.path.includes('/attempts/{id}')) return ids.attempt;
    if (op.path.startsWith('/exams')) return ids.exam;
    if (op.service === 'user') return ids.node;
    return op.service === 'chat' ? ids.session : ids.document;
  };

const ownsThings = ({ service }: Operation, role: Role): boolean =>
  service === 'chat' || service === 'exam' || (service === 'rag' && role !== 'student');

/** Sends the operation with the word in every free-text field, through the gateway. */
const send = async (classroom: Classroom, op: Operation): Promise<void> => {
  const edge = op.access.edge;
  const role = Array.isArray(edge) ? (edge[0] as Role) : 'student';
  const token = (ownsThings(op, role) ? classroom.owners : classroom.others[op.service])[role];
  const values = classroom.settings[op.operationId] ?? {};
  const marking: Marking = { word, idFor: idIn(classroom, op), values };
  const { query, body } = markedInput(op, marking);
  const params = Object.fromEntries(
    Object.entries(unusedParams(op)).map(([name, value]) => [
      name,
      z.guid().safeParse(value).success ? marking.idFor(name) : value,
    ]),
  );
  const location = locationOf(op.edgePath ?? op.path, { params, query });
  const multipart = op.bodyKind === 'multipart';
  const form = new FormData();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, string>)) form.set(name, value);
  form.set('file', new Blob([`%PDF-1.7 ${word}`], { type: 'application/pdf' }), `${word}.pdf`);
  const response = await fetch(new URL(location, mesh.gatewayUrl), {
    method: op.method,
    headers: {
      ...(edge === 'public' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || multipart ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: multipart ? form : JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  await readAnswer(response).catch((fault: Error) => {
    if (fault.name === 'TimeoutError') throw fault;
  });
  const requestId = response.headers.get('x-request-id') ?? '';
  // The gateway counts in every answer. Where a service refuses, requests of the gateway's limit are left.
  const limited = response.status === 429 && response.headers.get('x-ratelimit-remaining') === '0';
  answers.push({ operationId: op.operationId, status: response.status, requestId, limited });
};

/**
 * Reads a stream of events until its first bytes, because it may stay open, and every other answer whole. A
 * download that has begun is cut when its statements fail. It must not stall.
 */
const readAnswer = async (response: Response): Promise<void> => {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) {
    await response.arrayBuffer();
    return;
  }
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
};

const atTheEdge = (op: Operation): boolean => op.edgePath !== undefined;

/**
 * The operation without the cursor of its query, when the query has other text. A refused cursor keeps this
 * text from the database.
 */
const withoutCursor = (op: Operation): Operation[] => {
  const { query } = op;
  if (!(query instanceof z.ZodObject) || !('cursor' in query.shape)) return [];
  const { cursor: _, ...shape } = query.shape;
  const others = z.strictObject(shape);
  return textFieldsOf(others).length === 0 ? [] : [{ ...op, query: others }];
};

/** A query is sent once more without its optional fields, because a refused cursor reaches no database. */
const sendAll = async (classroom: Classroom, chosen: readonly Operation[]): Promise<void> => {
  // Otherwise the gateway refuses most requests after the first tables, and a refused one proves nothing.
  await forgetEdgeCounts(mesh);
  for (const op of chosen.filter(atTheEdge)) {
    await send(classroom, op);
    if (op.query !== undefined) await send(classroom, { ...op, query: undefined });
    for (const other of withoutCursor(op)) await send(classroom, other);
  }
};

const linesWithTheWord = (text: string): string[] => text.split('\n').filter((line) => line.includes(word));

beforeAll(async () => {
  mesh = await runningMesh();
  const classroom = await prepare();
  answers = [];
  const since = new Date();
  await whileChangesFail(mesh, () => sendAll(classroom, allOperations));
  await failInEachTable(classroom, since);
  settingsAfter = await settings();
});

/** The tables of a service, with the operations to send without each of them and those that were sent. */
type Tables = {
  readonly service: StoringService;
  readonly operations: readonly Operation[];
  readonly users: ReadonlyMap<string, Set<Operation>>;
  readonly sent: ReadonlyMap<string, Set<Operation>>;
};

const tablesIn = async (service: StoringService): Promise<Tables> => {
  const tables = await tablesOfService(mesh, service);
  const ofService = operations[service].filter(atTheEdge);
  return {
    service,
    operations: ofService,
    users: new Map(tables.map((table) => [table, new Set(ofService.slice(0, 1))])),
    sent: new Map(tables.map((table) => [table, new Set<Operation>()])),
  };
};

/** Reads which tables the operations have used so far. */
const readUsers = async ({ service, operations: ofService, users }: Tables, since: Date): Promise<void> => {
  const used = await usedTables(mesh, { service, tables: [...users.keys()], since });
  for (const op of ofService) {
    const requests = answers.filter(({ operationId }) => operationId === op.operationId);
    for (const table of requests.flatMap(({ requestId }) => [...(used.get(requestId) ?? [])]))
      users.get(table)?.add(op);
  }
};

const waitingFor = ({ users, sent }: Tables, table: string): Operation[] =>
  [...(users.get(table) ?? [])].filter((op) => sent.get(table)?.has(op) !== true);

/**
 * Sends each operation of a service once without each of the tables that it uses, and one operation without
 * each other table. An operation may use other tables when one is missing, and further ones when none is, so
 * the used tables are read until none is new.
 */
const failInEachTable = async (classroom: Classroom, since: Date): Promise<void> => {
  const all: Tables[] = [];
  // The operations of auth come last, because some of them succeed and end the sessions of their users.
  for (const service of [...storingServices].reverse()) all.push(await tablesIn(service));
  let isPlain = false;
  for (;;) {
    await Promise.all(all.map((tables) => readUsers(tables, since)));
    let isDone = true;
    for (const ofService of all) {
      const { service, users, sent } = ofService;
      const tables = [...users.keys()].filter((table) => waitingFor(ofService, table).length > 0);
      if (tables.length > 0) isDone = false;
      await whileEachTableIsMissing(mesh, { service, tables }, async (table) => {
        const chosen = waitingFor(ofService, table);
        for (const op of chosen) sent.get(table)?.add(op);
        await sendAll(classroom, chosen);
      });
    }
    if (isDone && isPlain) return;
    if (!isDone) continue;
    isPlain = true;
    for (const { operations: ofService } of all) await sendAll(classroom, ofService);
  }
};

describe('the words of people, when every statement with them fails', () => {
  it('reach operations that fail in every service', () => {
    const failed = new Set(
      answers.filter(({ status }) => status >= 500).map(({ operationId }) => operationId),
    );
    // Spans that did not arrive would leave tables out.
    expect(answers.filter(({ status }) => status >= 500).length).toBeGreaterThan(200);
    const untouched = storingServices.filter((name) =>
      operations[name].every(({ operationId }) => !failed.has(operationId)),
    );
    expect(answers.filter(({ limited }) => limited)).toEqual([]);
    const statuses = answers.map(({ operationId, status }) => `${operationId} ${status}`);
    expect({ untouched, statuses }).toEqual({ untouched: [], statuses });
  });

  it('leave every setting of the institution as it was', () => {
    expect(settingOperations.length).toBeGreaterThanOrEqual(4);
    expect(settingsAfter).toEqual(settingsBefore);
  });

  it('appear in no log of any part, the database server’s included', async () => {
    const last = answers.findLast(({ status }) => status >= 500)?.requestId ?? 'none';
    const folder = path.join(mesh.stateDirectory, 'logs');
    const whole = () =>
      readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const);
    const logs = await waitUntil(
      async () => {
        const read = whole();
        return read.some(([, text]) => text.includes(last)) ? read : undefined;
      },
      { what: 'the log line of the last failure', timeoutSeconds: 30 },
    );
    expect(logs.map(([name]) => name)).toEqual(expect.arrayContaining(['postgres.log', 'gateway.log']));
    expect(logs.flatMap(([name, text]) => linesWithTheWord(text).map((line) => `${name}: ${line}`))).toEqual(
      [],
    );
  });

  it('appear in no span', async () => {
    const failures = answers.filter(({ status }) => status >= 500);
    const last = failures.at(-1)?.requestId ?? '';
    await waitUntil(async () => spanCount(await findTraces(mesh.jaegerUrl, last)) > 0, {
      what: 'the trace of the last failure',
      timeoutSeconds: 30,
      everyMilliseconds: 500,
    });
    const newest = new Map(failures.map(({ operationId, requestId }) => [operationId, requestId]));
    for (const requestId of newest.values())
      expect(JSON.stringify(await findTraces(mesh.jaegerUrl, requestId))).not.toContain(word);
  });

  it('appear in no metric', async () => {
    const probes = storingServices.map(
      (name) => `http://127.0.0.1:${mesh.addresses.ports[name]?.probe}/metrics`,
    );
    const collector = `http://127.0.0.1:${mesh.addresses.ports['otel-collector']?.spans}/metrics`;
    for (const url of [...probes, collector]) {
      const text = await (await fetch(url)).text();
      expect(text).toContain('# TYPE');
      expect(linesWithTheWord(text)).toEqual([]);
    }
  });

  it('appear in no error that a queue stores', async () => {
    for (const service of storingServices) {
      const client = await connectTo(mesh, service);
      try {
        const { rows } = await client.query<{ queue: string | null }>(
          "select to_regclass('graphile_worker._private_jobs')::text as queue",
        );
        if (rows[0]?.queue == null) continue;
        const found = await client.query(
          'select last_error from graphile_worker._private_jobs where last_error like $1',
          [`%${word}%`],
        );
        expect(found.rows).toEqual([]);
      } finally {
        await client.end();
      }
    }
  });
});
