import { randomUUID } from 'node:crypto';
import * as sessions from '@ai-teacher/contracts/user/academic-sessions.ts';
import { archiveNode, restoreNode } from '@ai-teacher/contracts/user/academics.ts';
import * as classes from '@ai-teacher/contracts/user/classes.ts';
import * as courses from '@ai-teacher/contracts/user/courses.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { UserDeps } from '../../src/deps.ts';
import { anAdminOfNewInstitution } from '../academics.ts';
import { codeOf, collect, dayIn, idsOf, named, schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

let app: TestApp<UserDeps>;
beforeAll(async () => {
  app = await startUserApp({
    variables: {
      ACADEMIC_SESSIONS_PER_INSTITUTION: '5',
      COURSES_PER_INSTITUTION: '5',
      CLASSES_PER_INSTITUTION: '5',
    },
  });
});
afterAll(() => app.close());

let admin: TestUser;
let school: ReturnType<typeof schoolOf>;
beforeEach(() => {
  admin = anAdminOfNewInstitution();
  school = schoolOf(app, admin);
});

describe('academic sessions', () => {
  const change = (id: string, body: object) =>
    school.call(sessions.changeAcademicSession, { params: { id }, body });
  const archive = (id: string) => school.call(sessions.archiveAcademicSession, { params: { id } });
  const restore = (id: string) => school.call(sessions.restoreAcademicSession, { params: { id } });
  const list = (query = {}, as = admin) => school.call(sessions.listAcademicSessions, { as, query });

  it('createAcademicSession answers 201 with the year and its address, and every member reads it', async () => {
    const answer = await school.createSession({
      code: '2026',
      names: [{ locale: 'EN-us', name: 'Year 2026' }],
      from: '2026-08-01',
      until: '2027-07-01',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/api/users/academic-sessions/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      ...{ parentId: null, code: '2026', names: [{ locale: 'en-US', name: 'Year 2026' }] },
      ...{ from: '2026-08-01', until: '2027-07-01', version: 1, archivedAt: null },
    });
    const read = await school.call(sessions.readAcademicSession, {
      as: school.member(),
      params: { id: answer.body.id },
    });
    expect(read.body).toEqual(answer.body);
  });

  it('createAcademicSession and listAcademicSessions give a client names with markup as inert text', async () => {
    const answer = await school.createSession({ names: named(hostileMarkup) });
    for (const { text } of [answer, await list()]) expect(text).not.toMatch(activeMarkup);
  });

  it.each([
    ['a period without a day', { from: '2026-08-01', until: '2026-08-01' }, '/until'],
    ['a day that does not exist', { from: '2026-02-30' }, '/from'],
    ['the year 0', { from: '0000-12-01' }, '/from'],
    ['two names in one language', { names: [...named('A'), ...named('B')] }, '/names'],
  ])('createAcademicSession answers 422 for %s', async (_, given, pointer) => {
    const { status, body } = await school.createSession(given);
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('createAcademicSession accepts a term inside a year, and refuses one outside, or inside a term', async () => {
    const year = await school.session({ from: '2026-08-01', until: '2027-07-01' });
    const term = { parentId: year.id, from: '2026-08-01', until: '2027-01-01' };
    const { id } = await school.session(term);
    expect(codeOf(await school.createSession({ ...term, from: '2026-07-31' }))).toEqual([
      409,
      'dates-outside-period',
    ]);
    expect((await school.createSession({ ...term, parentId: id })).status).toBe(422);
    expect(idsOf(await list({ parentId: year.id }))).toEqual([id]);
  });

  it('createAcademicSession answers 404 or 409 for a year that is unknown, foreign or archived', async () => {
    const foreign = await schoolOf(app, anAdminOfNewInstitution()).session();
    for (const parentId of [randomUUID(), foreign.id])
      expect(codeOf(await school.createSession({ parentId }))).toEqual([404, 'academic-session-not-found']);
    const year = await school.session();
    await archive(year.id);
    expect(codeOf(await school.createSession({ parentId: year.id }))).toEqual([
      409,
      'academic-session-archived',
    ]);
  });

  it('createAcademicSession gives one code once, and stops at the maximum number, also concurrently', async () => {
    const same = await Promise.all(Array.from({ length: 4 }, () => school.createSession({ code: 'A' })));
    expect(same.map(codeOf).filter(([status]) => status !== 201)).toEqual(
      Array(3).fill([409, 'academic-session-code-taken']),
    );
    const more = await Promise.all(Array.from({ length: 6 }, () => school.createSession()));
    expect(more.map(codeOf).filter(([status]) => status !== 201)).toEqual(
      Array(2).fill([409, 'academic-session-limit-reached']),
    );
    expect((await schoolOf(app, anAdminOfNewInstitution()).createSession({ code: 'A' })).status).toBe(201);
  });

  it('listAcademicSessions lists the latest first, page by page, by code and by state, in one institution', async () => {
    await schoolOf(app, anAdminOfNewInstitution()).session();
    const old = await school.session({ from: '2024-08-01', until: '2025-08-01' });
    const next = await school.session({ from: '2026-08-01', until: '2027-08-01', code: 'next' });
    const current = await school.session({ from: '2025-08-01', until: '2026-08-01' });
    expect(await collect((query) => list(query, school.member()))).toEqual([next.id, current.id, old.id]);
    expect(idsOf(await list({ code: 'next' }))).toEqual([next.id]);
    await archive(old.id);
    expect(idsOf(await list())).toEqual([next.id, current.id]);
    expect(idsOf(await list({ state: 'archived' }))).toEqual([old.id]);
    expect((await list({ cursor: 'e30' })).status).toBe(422);
  });

  it('changeAcademicSession changes the given fields, and answers 409 for a code, a version or dates', async () => {
    const year = await school.session({ from: '2026-08-01', until: '2027-08-01', code: 'A' });
    await school.session({ code: 'B' });
    const term = await school.session({ parentId: year.id, from: '2026-09-01', until: '2027-01-01' });
    const changed = await change(year.id, { names: named('New'), until: '2027-09-01', version: 1 });
    expect(changed.body).toMatchObject({
      ...{ names: named('New'), from: '2026-08-01', until: '2027-09-01', code: 'A', version: 2 },
    });
    expect(codeOf(await change(year.id, { version: 1 }))).toEqual([409, 'academic-session-changed']);
    expect(codeOf(await change(year.id, { code: 'B' }))).toEqual([409, 'academic-session-code-taken']);
    expect((await change(year.id, { code: 'A' })).status).toBe(200);
    expect(codeOf(await change(year.id, { from: '2026-09-02' }))).toEqual([409, 'dates-outside-period']);
    expect(codeOf(await change(term.id, { until: '2028-01-01' }))).toEqual([409, 'dates-outside-period']);
    expect((await change(term.id, { until: '2026-09-01' })).status).toBe(422);
  });

  it('archiveAcademicSession waits for terms and courses, and restoreAcademicSession for the year', async () => {
    const year = await school.session();
    const term = await school.session({ parentId: year.id });
    const { id: courseId } = await school.course({ sessionId: term.id });
    for (const { id } of [year, term])
      expect(codeOf(await archive(id))).toEqual([409, 'academic-session-in-use']);
    await school.call(courses.archiveCourse, { params: { id: courseId } });
    for (const { id } of [term, year]) expect((await archive(id)).body.archivedAt).not.toBeNull();
    expect((await archive(year.id)).body.version).toBe(2);
    expect(codeOf(await restore(term.id))).toEqual([409, 'academic-session-archived']);
    for (const { id } of [year, term]) expect((await restore(id)).body.archivedAt).toBeNull();
    expect((await restore(year.id)).body.version).toBe(3);
  });

  it.each([
    sessions.readAcademicSession,
    sessions.changeAcademicSession,
    sessions.archiveAcademicSession,
    sessions.restoreAcademicSession,
  ])('$operationId answers 404 for a session of another institution', async (op) => {
    const { id } = await schoolOf(app, anAdminOfNewInstitution()).session();
    const body = op.method === 'PATCH' ? { body: { code: 'A' } } : {};
    expect(codeOf(await school.call(op, { params: { id }, ...body }))).toEqual([
      404,
      'academic-session-not-found',
    ]);
  });
});

describe('courses', () => {
  const change = (id: string, body: object) => school.call(courses.changeCourse, { params: { id }, body });
  const archive = (id: string) => school.call(courses.archiveCourse, { params: { id } });
  const restore = (id: string) => school.call(courses.restoreCourse, { params: { id } });
  const list = (query = {}, as = admin) => school.call(courses.listCourses, { as, query });

  it('createCourse answers 201 with the course and its address, and every member reads it', async () => {
    const [sessionId, nodeId] = [(await school.session()).id, await school.subject()];
    const answer = await school.createCourse({ sessionId, nodeId, code: 'BIO', names: named('Bio') });
    expect([answer.status, answer.headers.location]).toEqual([201, `/api/users/courses/${answer.body.id}`]);
    expect(answer.body).toMatchObject({ sessionId, nodeId, code: 'BIO', names: named('Bio'), version: 1 });
    const read = await school.call(courses.readCourse, {
      as: school.member(),
      params: { id: answer.body.id },
    });
    expect(read.body).toEqual(answer.body);
  });

  it('createCourse answers 404 or 409 for a session or a node that is unknown, foreign or archived', async () => {
    const [sessionId, nodeId] = [(await school.session()).id, await school.subject()];
    const foreign = schoolOf(app, anAdminOfNewInstitution());
    const attempt = async (given: object) =>
      codeOf(await school.createCourse({ sessionId, nodeId, ...given }));
    expect(await attempt({ sessionId: (await foreign.session()).id })).toEqual([
      404,
      'academic-session-not-found',
    ]);
    expect(await attempt({ nodeId: await foreign.subject() })).toEqual([404, 'node-not-found']);
    await school.call(archiveNode, { params: { tree: 'curriculum', id: nodeId } });
    expect(await attempt({})).toEqual([409, 'node-archived']);
    await school.call(sessions.archiveAcademicSession, { params: { id: sessionId } });
    expect(await attempt({ nodeId: await school.subject() })).toEqual([409, 'academic-session-archived']);
  });

  it('createCourse gives one code once, and stops at the maximum number, also concurrently', async () => {
    const given = { sessionId: (await school.session()).id, nodeId: await school.subject() };
    const same = await Promise.all(
      Array.from({ length: 4 }, () => school.createCourse({ ...given, code: 'A' })),
    );
    expect(same.map(codeOf).filter(([status]) => status !== 201)).toEqual(
      Array(3).fill([409, 'course-code-taken']),
    );
    const more = await Promise.all(Array.from({ length: 6 }, () => school.createCourse(given)));
    expect(more.map(codeOf).filter(([status]) => status !== 201)).toEqual(
      Array(2).fill([409, 'course-limit-reached']),
    );
  });

  it('listCourses lists the newest first, page by page, by session, node, code and state', async () => {
    const [one, two] = [await school.session(), await school.session()];
    const first = await school.course({ sessionId: one.id, code: 'A' });
    const second = await school.course({ sessionId: two.id });
    const third = await school.course({ sessionId: one.id, nodeId: second.nodeId });
    expect(await collect((query) => list(query, school.member()))).toEqual([third.id, second.id, first.id]);
    expect(idsOf(await list({ sessionId: one.id }))).toEqual([third.id, first.id]);
    expect(idsOf(await list({ sessionId: one.id, nodeId: second.nodeId }))).toEqual([third.id]);
    expect(idsOf(await list({ code: 'A' }))).toEqual([first.id]);
    await archive(first.id);
    expect(idsOf(await list({ state: 'archived' }))).toEqual([first.id]);
    expect(idsOf(await list({}, anAdminOfNewInstitution()))).toEqual([]);
  });

  it('changeCourse changes the given fields, and answers 409 for a code or a version', async () => {
    const { id } = await school.course({ code: 'A' });
    await school.course({ code: 'B' });
    expect((await change(id, { names: named('New'), version: 1 })).body).toMatchObject({
      ...{ names: named('New'), code: 'A', version: 2 },
    });
    expect(codeOf(await change(id, { version: 1 }))).toEqual([409, 'course-changed']);
    expect(codeOf(await change(id, { code: 'B' }))).toEqual([409, 'course-code-taken']);
    expect((await change(id, { code: null })).body.code).toBeNull();
  });

  it('restoreCourse answers 409 while the session or the node is archived, and changes nothing again', async () => {
    const { id, sessionId, nodeId } = await school.course();
    const node = { params: { tree: 'curriculum', id: nodeId } };
    expect((await archive(id)).body).toEqual((await archive(id)).body);
    await school.call(sessions.archiveAcademicSession, { params: { id: sessionId } });
    expect(codeOf(await restore(id))).toEqual([409, 'academic-session-archived']);
    await school.call(sessions.restoreAcademicSession, { params: { id: sessionId } });
    expect((await school.call(archiveNode, node)).status).toBe(200);
    expect(codeOf(await restore(id))).toEqual([409, 'node-archived']);
    await school.call(restoreNode, node);
    expect((await restore(id)).body).toEqual((await restore(id)).body);
  });

  it.each([courses.readCourse, courses.changeCourse, courses.archiveCourse, courses.restoreCourse])(
    '$operationId answers 404 for a course of another institution',
    async (op) => {
      const { id } = await schoolOf(app, anAdminOfNewInstitution()).course();
      const body = op.method === 'PATCH' ? { body: { code: 'A' } } : {};
      expect(codeOf(await school.call(op, { params: { id }, ...body }))).toEqual([404, 'course-not-found']);
    },
  );
});

describe('classes', () => {
  const change = (id: string, body: object) => school.call(classes.changeClass, { params: { id }, body });
  const archive = (id: string) => school.call(classes.archiveClass, { params: { id } });
  const restore = (id: string) => school.call(classes.restoreClass, { params: { id } });
  const list = (query = {}, as = admin) => school.call(classes.listClasses, { as, query });

  it('createClass answers 201 with the class and its address; without dates it lasts as its session', async () => {
    const session = await school.session({ from: '2026-08-01', until: '2027-07-01' });
    const [courseId, unitId] = [(await school.course({ sessionId: session.id })).id, await school.unit()];
    const answer = await school.createClass({ courseId, unitId, code: '7b', title: 'Biology 7b' });
    expect([answer.status, answer.headers.location]).toEqual([201, `/api/users/classes/${answer.body.id}`]);
    expect(answer.body).toMatchObject({
      ...{ courseId, unitId, code: '7b', title: 'Biology 7b', version: 1, archivedAt: null },
      ...{ from: '2026-08-01', until: '2027-07-01' },
    });
    const read = await school.call(classes.readClass, { params: { id: answer.body.id } });
    expect(read.body).toEqual(answer.body);
  });

  it('createClass and listClasses give a client a title with markup as inert text', async () => {
    const { id: courseId } = await school.course();
    const given = { courseId, unitId: await school.unit(), title: hostileMarkup };
    for (const { text } of [await school.createClass(given), await list()])
      expect(text).not.toMatch(activeMarkup);
  });

  it('createClass answers 404 or 409 for a course or a unit that is unknown, foreign or archived', async () => {
    const [courseId, unitId] = [(await school.course()).id, await school.unit()];
    const foreign = schoolOf(app, anAdminOfNewInstitution());
    const attempt = async (given: object) => codeOf(await school.createClass({ courseId, unitId, ...given }));
    expect(await attempt({ courseId: (await foreign.course()).id })).toEqual([404, 'course-not-found']);
    expect(await attempt({ unitId: await foreign.unit() })).toEqual([404, 'node-not-found']);
    expect(await attempt({ unitId: await school.subject() })).toEqual([404, 'node-not-found']);
    await school.call(archiveNode, { params: { tree: 'organisation', id: unitId } });
    expect(await attempt({})).toEqual([409, 'node-archived']);
    await school.call(courses.archiveCourse, { params: { id: courseId } });
    expect(await attempt({ unitId: await school.unit() })).toEqual([409, 'course-archived']);
  });

  it('createClass answers 409 for dates outside the session, and 422 for dates without a day', async () => {
    const given = { courseId: (await school.course()).id, unitId: await school.unit() };
    expect(codeOf(await school.createClass({ ...given, from: dayIn(-101) }))).toEqual([
      409,
      'dates-outside-period',
    ]);
    expect(codeOf(await school.createClass({ ...given, until: dayIn(201) }))).toEqual([
      409,
      'dates-outside-period',
    ]);
    expect((await school.createClass({ ...given, from: dayIn(1), until: dayIn(1) })).status).toBe(422);
  });

  it('createClass gives one code once, and stops at the maximum number, also concurrently', async () => {
    const given = { courseId: (await school.course()).id, unitId: await school.unit() };
    const same = await Promise.all(
      Array.from({ length: 4 }, () => school.createClass({ ...given, code: 'A' })),
    );
    expect(same.map(codeOf).filter(([status]) => status !== 201)).toEqual(
      Array(3).fill([409, 'class-code-taken']),
    );
    const more = await Promise.all(Array.from({ length: 6 }, () => school.createClass(given)));
    expect(more.map(codeOf).filter(([status]) => status !== 201)).toEqual(
      Array(2).fill([409, 'class-limit-reached']),
    );
  });

  it('listClasses lists an admin’s institution, newest first, page by page, by each condition', async () => {
    const { id: courseId, sessionId } = await school.course();
    const first = await school.class({ courseId, code: 'A' });
    const second = await school.class();
    const third = await school.class({ courseId, unitId: second.unitId });
    expect(await collect((query) => list(query))).toEqual([third.id, second.id, first.id]);
    expect(idsOf(await list({ courseId }))).toEqual([third.id, first.id]);
    expect(idsOf(await list({ sessionId }))).toEqual([third.id, first.id]);
    expect(idsOf(await list({ sessionId, unitId: second.unitId }))).toEqual([third.id]);
    expect(idsOf(await list({ code: 'A' }))).toEqual([first.id]);
    await archive(first.id);
    expect(idsOf(await list({ state: 'archived' }))).toEqual([first.id]);
    expect(idsOf(await list({}, anAdminOfNewInstitution()))).toEqual([]);
  });

  it('changeClass changes the given fields, and answers 404 or 409 for values that do not fit', async () => {
    const { id } = await school.class({ code: 'A' });
    await school.class({ code: 'B' });
    const unitId = await school.unit();
    const changed = await change(id, { title: 'New', unitId, until: dayIn(100), version: 1 });
    expect(changed.body).toMatchObject({ title: 'New', unitId, until: dayIn(100), code: 'A', version: 2 });
    expect(codeOf(await change(id, { version: 1 }))).toEqual([409, 'class-changed']);
    expect(codeOf(await change(id, { code: 'B' }))).toEqual([409, 'class-code-taken']);
    expect(codeOf(await change(id, { until: dayIn(201) }))).toEqual([409, 'dates-outside-period']);
    expect(codeOf(await change(id, { unitId: randomUUID() }))).toEqual([404, 'node-not-found']);
    const other = await school.unit();
    await school.call(archiveNode, { params: { tree: 'organisation', id: other } });
    expect(codeOf(await change(id, { unitId: other }))).toEqual([409, 'node-archived']);
  });

  it('changeClass and changeAcademicSession answer 409 for dates that would leave out a day inside', async () => {
    const { id, courseId } = await school.class({ from: dayIn(0), until: dayIn(100) });
    const { userId: personId } = await school.known();
    await school.add(id, [{ personId, role: 'student', from: dayIn(10), until: dayIn(20) }]);
    for (const dates of [{ from: dayIn(11) }, { until: dayIn(19) }])
      expect(codeOf(await change(id, dates))).toEqual([409, 'dates-outside-period']);
    expect((await change(id, { from: dayIn(10), until: dayIn(20) })).status).toBe(200);
    const { body } = await school.call(courses.readCourse, { params: { id: courseId } });
    const shorter = { params: { id: body.sessionId }, body: { until: dayIn(19) } };
    expect(codeOf(await school.call(sessions.changeAcademicSession, shorter))).toEqual([
      409,
      'dates-outside-period',
    ]);
  });

  it('archiveCourse waits for the classes, and restoreClass for the course and the unit', async () => {
    const { id, courseId, unitId } = await school.class();
    const place = { params: { tree: 'organisation', id: unitId } };
    expect(codeOf(await school.call(courses.archiveCourse, { params: { id: courseId } }))).toEqual([
      409,
      'course-in-use',
    ]);
    expect((await archive(id)).body).toEqual((await archive(id)).body);
    await school.call(archiveNode, place);
    expect(codeOf(await restore(id))).toEqual([409, 'node-archived']);
    await school.call(restoreNode, place);
    await school.call(courses.archiveCourse, { params: { id: courseId } });
    expect(codeOf(await restore(id))).toEqual([409, 'course-archived']);
    await school.call(courses.restoreCourse, { params: { id: courseId } });
    expect((await restore(id)).body).toEqual((await restore(id)).body);
  });

  it.each([classes.readClass, classes.changeClass, classes.archiveClass, classes.restoreClass])(
    '$operationId answers 404 for a class of another institution',
    async (op) => {
      const { id } = await schoolOf(app, anAdminOfNewInstitution()).class();
      const body = op.method === 'PATCH' ? { body: { code: 'A' } } : {};
      expect(codeOf(await school.call(op, { params: { id }, ...body }))).toEqual([404, 'class-not-found']);
    },
  );
});
