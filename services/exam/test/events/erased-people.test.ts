import { operations } from '@ai-teacher/contracts/catalogue.ts';
import * as assignments from '@ai-teacher/contracts/exam/assignments.ts';
import * as attempts from '@ai-teacher/contracts/exam/attempts.ts';
import * as examWindow from '@ai-teacher/contracts/exam/exam-window.ts';
import * as exams from '@ai-teacher/contracts/exam/exams.ts';
import { cancelGeneration } from '@ai-teacher/contracts/exam/generations.ts';
import * as itemEditing from '@ai-teacher/contracts/exam/item-editing.ts';
import * as appeals from '@ai-teacher/contracts/exam/marking/appeals.ts';
import * as corrections from '@ai-teacher/contracts/exam/marking/corrections.ts';
import * as marking from '@ai-teacher/contracts/exam/marking/marking.ts';
import { markGroup } from '@ai-teacher/contracts/exam/marking/marking-queue.ts';
import { changeModelMarking } from '@ai-teacher/contracts/exam/marking/model-marking.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { waitUntil } from '@ai-teacher/local-mesh/process/wait-until.ts';
import { anAdmin, aStudent, type TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { type OpenAiStub, startOpenAiStub } from '@ai-teacher/test-kit/stand-ins/openai-stub.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aDocument, anAttempt, aPublishedExam, deliver, release, respond, submit } from '../arrange.ts';
import { written } from '../edit-arrange.ts';
import { startExamApp, type TestExamApp } from '../exam-app.ts';
import { aCell, ended, replyWith, soundDraft, startGeneration } from '../model-arrange.ts';

/** Writes items by rules, and judges answers by a model. */
let app: TestExamApp;
/** Writes items by a model. */
let writing: TestExamApp;
let model: OpenAiStub;
beforeAll(async () => {
  model = await startOpenAiStub();
  model.script(replyWith(() => model, soundDraft));
  const common = { OPENAI_BASE_URL: model.url, MODEL_TOKENS_PER_USER_DAY: '60000' };
  app = await startExamApp({
    variables: { ...common, EXAM_GRADER_MODEL: 'some-model', EXAM_GRADER_MEASURED_MODEL: 'some-model' },
  });
  writing = await startExamApp({ variables: { ...common, EXAM_MODEL: 'some-model' } });
});
afterAll(async () => {
  await app.close();
  await writing.close();
  await model.close();
});

const erase = async (to: TestExamApp, { userId }: TestUser): Promise<void> => {
  expect((await deliver(to, 'user.deleted', { userId })).status).toBe(204);
};

/** The columns that contain the id of one of these people, each with its number of rows. */
const rowsOf = async ({ databaseUrl }: TestExamApp, people: readonly TestUser[]) => {
  const columns = await readRows(
    databaseUrl,
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = 'public' and data_type = 'uuid' order by 1, 2`,
  );
  expect(columns.length).toBeGreaterThan(40);
  const ids = people.map(({ userId }) => userId);
  const found: Record<string, number> = {};
  for (const { table, column } of columns) {
    const rows = await readRows(
      databaseUrl,
      `select count(*)::int as count from ${table} where ${column} = any($1)`,
      [ids],
    );
    const count = Number(rows[0]?.count);
    if (count > 0) found[`${table}.${column}`] = count;
  }
  return found;
};

type Answer = { status: number; body: { code?: string } };
type Call = () => Promise<Answer>;

const idOf = (op: Operation): string => op.operationId;

/** Exams of an erased teacher, admin and student, with everything that an operation needs. */
const aScene = async () => {
  const sitting = await anAttempt(app, { request: { types: ['cloze', 'short_answer'], itemCount: 2 } });
  const other = aStudent();
  const second = await app.call(attempts.startAttempt, { as: other, params: { id: sitting.examId } });
  for (const given of [sitting, { ...sitting, student: other, attemptId: second.body.attemptId }]) {
    for (const { itemId } of sitting.items) await respond(app, given, itemId, 'some words of my own');
    await submit(app, given);
  }
  await release(app, sitting);
  const open = await aPublishedExam(app);
  const others = await aPublishedExam(app);
  const [cloze = '', short = ''] = ['cloze', 'short_answer'].map(
    (type) => sitting.items.find((item) => item.type === type)?.itemId ?? '',
  );
  const living = { ...sitting, student: other, attemptId: second.body.attemptId };
  await app.call(marking.markItem, {
    as: sitting.teacher,
    params: { id: living.attemptId, itemId: cloze },
    body: { score: 0 },
  });
  return { sitting, living, open, others, cloze, short, admin: anAdmin(), student: aStudent() };
};

describe('after the erasure of an account', () => {
  it('no operation stores its id, whatever its access token still allows', async () => {
    const scene = await aScene();
    const { sitting, living, open, others, cloze, short, admin, student } = scene;
    const { teacher } = sitting;
    // The exams of one erased teacher: one with results, and one that is open.
    await readRows(app.databaseUrl, 'update exam set teacher_id = $1 where id = $2', [
      teacher.userId,
      open.examId,
    ]);
    await readRows(
      app.databaseUrl,
      `insert into appeal (id, exam_id, attempt_id, item_id, student_id, status, score_before, created_at)
       values ($1, $2, $3, $4, $5, 'open', 0, now())`,
      [
        '00000000-0000-4000-8000-00000000a99e',
        sitting.examId,
        living.attemptId,
        cloze,
        living.student.userId,
      ],
    );
    const people = [teacher, admin, student, sitting.student];
    for (const person of people) await erase(app, person);
    const allowed = { 'access_erased_person.person_id': 4, 'exam.teacher_id': 2, 'teacher.user_id': 1 };
    expect(await rowsOf(app, people)).toEqual(allowed);

    const ofOpen = { as: teacher, params: { id: open.examId } };
    const ofItem = { as: teacher, params: { id: open.examId, itemId: open.items[0]?.itemId ?? '' } };
    const gone = { id: sitting.attemptId, itemId: cloze };
    const marked = { as: teacher, params: { id: living.attemptId, itemId: short }, body: { score: 1 } };
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const calls: Record<string, Call> = {
      [idOf(exams.generateExam)]: () =>
        app.call(exams.generateExam, {
          as: teacher,
          body: { documentIds: [aDocument(app)], itemCount: 2 },
        }),
      [idOf(exams.handOverExams)]: () =>
        app.call(exams.handOverExams, {
          as: admin,
          body: { fromTeacherId: teacher.userId, toTeacherId: teacher.userId },
        }),
      [idOf(exams.publishExam)]: () => app.call(exams.publishExam, { ...ofOpen, body: {} }),
      [idOf(assignments.giveExtraTime)]: () =>
        app.call(assignments.giveExtraTime, {
          as: teacher,
          params: { id: open.examId, studentId: living.student.userId },
          body: { factor: 1.5 },
        }),
      [idOf(assignments.assignExam)]: () =>
        app.call(assignments.assignExam, {
          ...ofOpen,
          body: { assignments: [{ closesAt: inDays(1) }] },
        }),
      [idOf(examWindow.extendExam)]: () =>
        app.call(examWindow.extendExam, { ...ofOpen, body: { closesAt: inDays(2) } }),
      [idOf(itemEditing.addItem)]: () => app.call(itemEditing.addItem, { ...ofOpen, body: written(open) }),
      [idOf(itemEditing.changeItem)]: () =>
        app.call(itemEditing.changeItem, { ...ofItem, body: { points: 2 } }),
      [idOf(itemEditing.orderItems)]: () =>
        app.call(itemEditing.orderItems, {
          ...ofOpen,
          body: { itemIds: open.items.map(({ itemId }) => itemId) },
        }),
      [idOf(itemEditing.overruleWarning)]: () =>
        app.call(itemEditing.overruleWarning, {
          ...{ as: teacher, params: { ...ofItem.params, flaw: 'vague-term' } },
          body: { reason: 'It stays.' },
        }),
      [idOf(itemEditing.regenerateItem)]: () => app.call(itemEditing.regenerateItem, ofItem),
      [idOf(itemEditing.deleteItem)]: () => app.call(itemEditing.deleteItem, ofItem),
      [idOf(corrections.previewCorrection)]: () =>
        app.call(corrections.previewCorrection, { ...ofItem, body: { credit: 'everyone' } }),
      [idOf(corrections.correctItem)]: () =>
        app.call(corrections.correctItem, { ...ofItem, body: { credit: 'everyone' } }),
      [idOf(marking.markItem)]: () => app.call(marking.markItem, marked),
      [idOf(markGroup)]: () =>
        app.call(markGroup, {
          as: teacher,
          params: { itemId: short },
          body: { attemptIds: [living.attemptId], score: 1 },
        }),
      [idOf(marking.setMachineMarking)]: () =>
        app.call(marking.setMachineMarking, { ...ofOpen, body: { shortAnswers: false } }),
      [idOf(changeModelMarking)]: () => app.call(changeModelMarking, { as: admin, body: { enabled: true } }),
      [idOf(appeals.decideAppeal)]: () =>
        app.call(appeals.decideAppeal, {
          as: teacher,
          params: { id: '00000000-0000-4000-8000-00000000a99e' },
          body: { reason: 'No.' },
        }),
      [idOf(appeals.appealMark)]: () =>
        app.call(appeals.appealMark, { as: sitting.student, params: gone, body: {} }),
      [idOf(attempts.startAttempt)]: () =>
        app.call(attempts.startAttempt, { as: student, params: { id: others.examId } }),
      [idOf(attempts.saveResponse)]: () =>
        app.call(attempts.saveResponse, { as: sitting.student, params: gone, body: { response: 'late' } }),
      [idOf(attempts.submitAttempt)]: () =>
        app.call(attempts.submitAttempt, { as: sitting.student, params: { id: sitting.attemptId } }),
      [idOf(cancelGeneration)]: () => app.call(cancelGeneration, ofOpen),
      [idOf(exams.releaseExam)]: () => app.call(exams.releaseExam, ofOpen),
      [idOf(examWindow.reopenExam)]: () => app.call(examWindow.reopenExam, { ...ofOpen, body: {} }),
      [idOf(examWindow.closeExam)]: () => app.call(examWindow.closeExam, ofOpen),
      [idOf(exams.deleteExam)]: () => app.call(exams.deleteExam, ofOpen),
    };
    const writes = operations.exam.filter(({ method, access }) => method !== 'GET' && access.edge);
    expect(Object.keys(calls).toSorted()).toEqual(writes.map(idOf).toSorted());

    const refused: string[] = [];
    for (const [operation, call] of Object.entries(calls)) {
      const { status, body } = await call();
      if (status === 401 && body.code === 'token-invalid') refused.push(operation);
    }
    expect(refused.toSorted()).toEqual(
      [
        exams.generateExam,
        assignments.giveExtraTime,
        corrections.correctItem,
        marking.markItem,
        markGroup,
        changeModelMarking,
        appeals.decideAppeal,
        attempts.startAttempt,
      ]
        .map(idOf)
        .toSorted(),
    );
    expect(await rowsOf(app, people)).toEqual(allowed);
  });

  it('an admin hands it no exams, and a teacher gives it no extra time', async () => {
    const [from, to, exam] = [
      await aPublishedExam(app),
      await aPublishedExam(app),
      await aPublishedExam(app),
    ];
    const student = aStudent();
    for (const person of [from.teacher, to.teacher, student]) await erase(app, person);
    const handover = { fromTeacherId: from.teacher.userId, toTeacherId: to.teacher.userId };
    const params = { id: exam.examId, studentId: student.userId };
    expect(await app.call(exams.handOverExams, { as: anAdmin(), body: handover })).toMatchObject({
      body: { code: 'account-not-found' },
    });
    expect(
      await app.call(assignments.giveExtraTime, { as: exam.teacher, params, body: { factor: 2 } }),
    ).toMatchObject({ body: { code: 'person-not-found' } });
    expect(await rowsOf(app, [student])).toEqual({ 'access_erased_person.person_id': 1 });
  });

  it('no generation starts for it, and no tokens are booked for it', async () => {
    const started = await startGeneration(writing);
    const { draftId } = await ended(writing, started);
    const { teacher } = started;
    const params = { id: draftId };
    const published = await writing.call(exams.publishExam, { as: teacher, params, body: {} });
    await erase(writing, teacher);
    const body = { documentIds: [started.documentId], blueprint: [aCell()] };
    const regenerated = { ...params, itemId: published.body.items[0].itemId };
    const invalid = { status: 401, body: { code: 'token-invalid' } };
    expect(await writing.call(exams.generateExam, { as: teacher, body })).toMatchObject(invalid);
    expect(
      await writing.call(itemEditing.regenerateItem, { as: teacher, params: regenerated }),
    ).toMatchObject(invalid);
    expect(Object.keys(await rowsOf(writing, [teacher]))).toEqual([
      'access_erased_person.person_id',
      'exam.teacher_id',
      'teacher.user_id',
    ]);
  });

  it('a job books no tokens for a teacher whose exam is still answered', async () => {
    model.script({ steps: [{ text: 'no verdict' }], usage: { prompt_tokens: 300, completion_tokens: 2 } });
    await app.call(changeModelMarking, { as: anAdmin(), body: { enabled: true } });
    const sitting = await anAttempt(app, { request: { types: ['short_answer'], itemCount: 1 } });
    await erase(app, sitting.teacher);
    await respond(app, sitting, sitting.items[0]?.itemId ?? '', 'some words of my own');
    expect((await submit(app, sitting)).status).toBe(200);
    await waitUntil(
      async () =>
        (
          await readRows(
            app.databaseUrl,
            `select from graphile_worker._private_jobs jobs
             join graphile_worker._private_tasks tasks on tasks.id = task_id where identifier = 'mark-by-model'`,
          )
        ).length === 0,
      { what: 'the end of the judging', timeoutSeconds: 60 },
    );
    expect(await rowsOf(app, [sitting.teacher])).not.toHaveProperty('token_use.user_id');
  });
});

/** Holds a table back in another session while `work` runs. */
const whileLocked = async <Result>(lock: string, work: () => Promise<Result>): Promise<Result> => {
  const holder = new pg.Client({ connectionString: app.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query(lock);
    return await work();
  } finally {
    await holder.end();
  }
};

describe('while an account is erased', () => {
  it('a request waits for the erasure, and then stores nothing', async () => {
    const { examId, teacher } = await aPublishedExam(app);
    const student = aStudent();
    const pending = await whileLocked('lock table teacher in exclusive mode', async () => {
      const erasures = [student, teacher].map((person) => erase(app, person));
      await waitForBlocked(app.databaseUrl, 'insert into teacher');
      const started = app.call(attempts.startAttempt, { as: student, params: { id: examId } });
      const generated = app.call(exams.generateExam, {
        as: teacher,
        body: { documentIds: [aDocument(app)], itemCount: 2 },
      });
      await waitForBlocked(app.databaseUrl, 'pg_advisory_xact_lock_shared');
      return { erasures, answers: [started, generated] };
    });
    await Promise.all(pending.erasures);
    for (const answer of await Promise.all(pending.answers))
      expect(answer).toMatchObject({ status: 401, body: { code: 'token-invalid' } });
    expect(Object.keys(await rowsOf(app, [student, teacher]))).toEqual([
      'access_erased_person.person_id',
      'exam.teacher_id',
      'teacher.user_id',
    ]);
  });

  it('the erasure waits for a request, and then erases what the request has stored', async () => {
    const { examId } = await aPublishedExam(app);
    const student = aStudent();
    const { started, erased } = await whileLocked('lock table attempt in share mode', async () => {
      const start = app.call(attempts.startAttempt, { as: student, params: { id: examId } });
      await waitForBlocked(app.databaseUrl, 'insert into attempt');
      const erasure = erase(app, student);
      await waitForBlocked(app.databaseUrl, 'pg_advisory_xact_lock(');
      return { started: start, erased: erasure };
    });
    expect((await started).status).toBe(201);
    await erased;
    expect(await rowsOf(app, [student])).toEqual({ 'access_erased_person.person_id': 1 });
  });

  it('the erasure waits for an event about the person, and then erases what the event has stored', async () => {
    const student = aStudent();
    const event = new pg.Client({ connectionString: app.databaseUrl });
    await event.connect();
    try {
      await event.query('begin');
      await event.query(`select pg_advisory_xact_lock_shared(hashtextextended('access erasure', 0))`);
      await event.query('insert into default_extra_time values ($1, $2, 2, 1)', [
        student.userId,
        student.institutionId,
      ]);
      const erasure = erase(app, student);
      await waitForBlocked(app.databaseUrl, 'pg_advisory_xact_lock(');
      await event.query('commit');
      await erasure;
    } finally {
      await event.end();
    }
    expect(await rowsOf(app, [student])).toEqual({ 'access_erased_person.person_id': 1 });
  });

  it('a job that sets a mark of the teacher again names no erased teacher', async () => {
    const sitting = await anAttempt(app, { request: { types: ['true_false'], itemCount: 1 } });
    const { teacher, examId, items, attemptId } = sitting;
    const [itemId, key] = [items[0]?.itemId ?? '', items[0]?.key];
    await submit(app, sitting);
    const params = { id: examId, itemId };
    await app.call(marking.markItem, {
      as: teacher,
      params: { id: attemptId, itemId },
      body: { score: 0.5, feedback: 'Half of this is right.' },
    });
    const finished = (count: number) =>
      waitUntil(
        async () =>
          (
            await readRows(
              app.databaseUrl,
              'select from item_correction where item_id = $1 and finished_at is not null',
              [itemId],
            )
          ).length === count,
        { what: 'the end of the marking', timeoutSeconds: 60 },
      );
    await app.call(corrections.correctItem, { as: teacher, params, body: { credit: 'everyone' } });
    await finished(1);
    const erased = await whileLocked('lock table mark in share mode', async () => {
      await app.call(corrections.correctItem, { as: teacher, params, body: { key } });
      await waitForBlocked(app.databaseUrl, 'insert into "mark"');
      const erasure = erase(app, teacher);
      await waitForBlocked(app.databaseUrl, 'pg_advisory_xact_lock(');
      return { erasure };
    });
    await erased.erasure;
    await finished(2);
    expect(await rowsOf(app, [teacher])).not.toHaveProperty('mark.marked_by');
    const latest = 'select score from mark where attempt_id = $1 order by id desc limit 1';
    expect(await readRows(app.databaseUrl, latest, [attemptId])).toEqual([{ score: 0.5 }]);
  });
});
