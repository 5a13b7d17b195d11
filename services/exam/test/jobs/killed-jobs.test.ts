import { fileURLToPath } from 'node:url';
import { readRevocations } from '@ai-teacher/contracts/auth/sessions.ts';
import { readKeySet } from '@ai-teacher/contracts/auth/signing-keys.ts';
import { saveResponse, startAttempt, submitAttempt } from '@ai-teacher/contracts/exam/attempts.ts';
import { generateExam, publishExam } from '@ai-teacher/contracts/exam/exams.ts';
import { readGeneration } from '@ai-teacher/contracts/exam/generations.ts';
import { listItemMarks } from '@ai-teacher/contracts/exam/marking/marking.ts';
import { changeModelMarking } from '@ai-teacher/contracts/exam/marking/model-marking.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { type ServiceProcess, startServiceProcess } from '@ai-teacher/test-kit/app/service-process.ts';
import { anAdmin, aStudent, aTeacher, testKeys } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { answering, type MeshStandIn } from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { type OpenAiStub, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDocument } from '../arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { aCell, replyWith, soundDraft } from '../model-arrange.ts';

let database: OwnDatabase;
/** Its mesh answers for rag and auth; its own workers use another database. */
let neighbour: TestExamApp & { readonly mesh: MeshStandIn };
let model: OpenAiStub;
let running: ServiceProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase('exam');
  model = await startOpenAiStub();
  const { keySet, kid } = await testKeys();
  neighbour = await startExamApp({
    neighbours: [
      answering(readKeySet, () => keySet as never),
      answering(readRevocations, () => ({
        asOf: new Date().toISOString(),
        sessions: [],
        keyIds: [kid],
        nextCursor: null,
      })),
    ],
  });
});
afterAll(async () => {
  await running?.kill();
  await neighbour.close();
  await model.close();
  await database.drop();
});

const start = async (): Promise<ServiceProcess> => {
  running = await startServiceProcess({
    service: 'exam',
    program: fileURLToPath(new URL('../../src/main.ts', import.meta.url)),
    variables: {
      DATABASE_URL: database.url,
      MESH_URL: neighbour.mesh.url,
      EXAM_MODEL: 'some-model',
      EXAM_GRADER_MODEL: 'some-model',
      EXAM_GRADER_MEASURED_MODEL: 'some-model',
      OPENAI_BASE_URL: model.url,
      LOG_LEVEL: 'fatal',
    },
    timeoutSeconds: 60,
  });
  return running;
};

const kill = async (): Promise<void> => {
  await running?.kill();
  running = undefined;
  // As after a wait of a minute, so that the next worker takes over the jobs of the dead one.
  for (const [table, column] of [
    ['job_worker_heartbeat', 'seen_at'],
    ['graphile_worker._private_jobs', 'locked_at'],
    ['graphile_worker._private_job_queues', 'locked_at'],
  ])
    await readRows(
      database.url,
      `update ${table} set ${column} = ${column} - interval '1 minute' where ${column} is not null`,
    );
};

it('a generation whose worker is killed between two items is resumed, writes no item twice and loses none', async () => {
  const reply = replyWith(() => model, soundDraft);
  model.script(reply, reply, { ...reply, steps: [{ stall: true }] });
  const teacher = aTeacher();
  const service = await start();
  const body = { documentIds: [aDocument(neighbour)], blueprint: [aCell({ count: 4 })] };
  const started = await service.call(generateExam, { as: teacher, body });
  expect(started.status).toBe(202);
  const params = { id: started.body.generationId };
  await model.request(3);
  const before = (await service.call(readGeneration, { as: teacher, params })).body;
  expect(before).toMatchObject({ status: 'writing', progress: { done: 2, total: 4 } });
  model.script(reply);
  await kill();
  const other = await start();
  const ended = await waitUntil(
    async () => {
      const { body: generation } = await other.call(readGeneration, { as: teacher, params });
      return generation.endedAt === null ? false : generation;
    },
    { what: 'the end of the generation', timeoutSeconds: 90 },
  );
  expect(ended).toMatchObject({ status: 'done', progress: { done: 4, total: 4 }, report: [{ byModel: 4 }] });
  expect(ended.items.slice(0, 2)).toEqual(before.items);
  expect(new Set(ended.items.map(({ stem }: { stem: string }) => stem)).size).toBe(4);
  // The request that the dead process lost is asked again; no other one is.
  expect(model.requests).toHaveLength(5);
  const stored = await readRows(database.url, 'select count(*)::int as items from item where exam_id = $1', [
    ended.draftId,
  ]);
  expect(stored).toEqual([{ items: 4 }]);
  expect(await readRows(database.url, 'select count(*)::int as exams from exam')).toEqual([{ exams: 1 }]);
}, 240_000);

it('an answer whose worker is killed between the judgement and the mark gets exactly one mark', async () => {
  const service = running ?? (await start());
  const teacher = aTeacher();
  await service.call(changeModelMarking, { as: anAdmin(), body: { enabled: true } });
  model.script(replyWith(() => model, soundDraft));
  const body = { documentIds: [aDocument(neighbour)], blueprint: [aCell({ count: 1 })] };
  const started = await service.call(generateExam, { as: teacher, body });
  const generation = { id: started.body.generationId };
  const { draftId } = await waitUntil(
    async () => {
      const { body: state } = await service.call(readGeneration, { as: teacher, params: generation });
      return state.endedAt === null ? false : state;
    },
    { what: 'the end of the generation', timeoutSeconds: 60 },
  );
  const published = await service.call(publishExam, { as: teacher, params: { id: draftId }, body: {} });
  const [item] = published.body.items;
  const gate = Promise.withResolvers<void>();
  model.script({
    steps: [
      { stall: gate.promise },
      {
        text: () => {
          const { answer, criteria } = JSON.parse(model.requests.at(-1)?.body.messages[1]?.content ?? '{}');
          const met = criteria.map(() => ({ score: 1, evidence: answer }));
          return JSON.stringify({ criteria: met, confidence: 0.95 });
        },
      },
    ],
    usage: { prompt_tokens: 300, completion_tokens: 40 },
  });
  const student = aStudent();
  const attempt = await service.call(startAttempt, { as: student, params: { id: draftId } });
  const { attemptId } = attempt.body;
  const params = { id: attemptId, itemId: item.itemId };
  const response = `it is something like ${item.key} I would say here`;
  await service.call(saveResponse, { as: student, params, body: { response } });
  const asked = model.requests.length;
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  try {
    const submitted = await service.call(submitAttempt, { as: student, params: { id: attemptId } });
    expect(submitted.status).toBe(200);
    await model.request(asked + 1);
    await holder.query('begin');
    await holder.query('lock table mark in share mode');
    gate.resolve();
    await waitForBlocked(database.url, 'insert into "mark"');
    await kill();
  } finally {
    await holder.end();
  }
  const other = await start();
  const history = await waitUntil(
    async () => {
      const { body: marks } = await other.call(listItemMarks, { as: teacher, params });
      return marks.items.length > 1 && marks.items;
    },
    { what: 'the mark', timeoutSeconds: 90 },
  );
  expect(history).toMatchObject([
    { score: item.points, markedBy: { kind: 'model' }, occasion: 'judgement' },
    { score: null, occasion: 'submission' },
  ]);
  expect(model.requests.length - asked).toBe(2);
}, 240_000);
