import { randomUUID } from 'node:crypto';
import { applyFacts } from '@ai-teacher/access/data/apply-facts.ts';
import type { FactDigest } from '@ai-teacher/access/domain/fact-source.ts';
import { factsOfEvent } from '@ai-teacher/access/domain/facts-of-event.ts';
import { digestedTables } from '@ai-teacher/access/reconciliation/digested-tables.ts';
import { readDigests } from '@ai-teacher/access/reconciliation/fact-digests.ts';
import type { AccessFact, FactKind } from '@ai-teacher/contracts/access/access-facts.ts';
import { type accessDecision, accessRule } from '@ai-teacher/contracts/access/decision.ts';
import { explainAccess } from '@ai-teacher/contracts/access/explain.ts';
import * as factExchange from '@ai-teacher/contracts/access/fact-exchange.ts';
import { changeInstitutionTimeZone } from '@ai-teacher/contracts/access/institution-time-zone.ts';
import { changeSharingPolicy } from '@ai-teacher/contracts/access/sharing-policy.ts';
import { explainExam } from '@ai-teacher/contracts/exam/assignments.ts';
import type { Operation } from '@ai-teacher/contracts/operation.ts';
import { explainDocument } from '@ai-teacher/contracts/rag/library.ts';
import * as sessions from '@ai-teacher/contracts/user/academic-sessions.ts';
import * as academics from '@ai-teacher/contracts/user/academics.ts';
import * as classes from '@ai-teacher/contracts/user/classes.ts';
import * as courses from '@ai-teacher/contracts/user/courses.ts';
import * as enrolments from '@ai-teacher/contracts/user/enrolments.ts';
import * as guardians from '@ai-teacher/contracts/user/guardians.ts';
import * as joinCodes from '@ai-teacher/contracts/user/join-codes.ts';
import * as people from '@ai-teacher/contracts/user/people.ts';
import { changeMe } from '@ai-teacher/contracts/user/profile.ts';
import * as treeLevels from '@ai-teacher/contracts/user/tree-levels.ts';
import * as unitRoles from '@ai-teacher/contracts/user/units/unit-roles.ts';
import { createDatabase } from '@ai-teacher/service-kit/database/database.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { createLifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import type { TestRequest, TestResponse } from '@ai-teacher/test-kit/app/app-client.ts';
import { activeMarkup, hostileMarkup } from '@ai-teacher/test-kit/app/hostile-text.ts';
import type { TestApp } from '@ai-teacher/test-kit/app/start-app.ts';
import type { TestUser } from '@ai-teacher/test-kit/identity/tokens.ts';
import { createTestDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { readRows } from '@ai-teacher/test-kit/parts/read-rows.ts';
import {
  answering,
  type MeshStandIn,
  startMeshStandIn,
} from '@ai-teacher/test-kit/stand-ins/mesh-stand-in.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { UserDeps } from '../../src/deps.ts';
import { anAdminOfNewInstitution, treeOf } from '../academics.ts';
import { deletionOf, deliver } from '../builders.ts';
import { codeOf, collect, dayIn, idsOf, schoolOf } from '../school.ts';
import { startUserApp } from '../user-app.ts';

type AccessDecision = z.output<typeof accessDecision>;

let app: TestApp<UserDeps>;
/** Stands for rag and exam: what they decide about each id, and the problem of an id without a decision. */
const decisions = new Map<string, AccessDecision>();
let mesh: MeshStandIn;
beforeAll(async () => {
  const decide = ({ params }: { params: { id: string } }): AccessDecision => {
    const decision = decisions.get(params.id);
    if (decision === undefined) throw new Problem('database-unavailable');
    return decision;
  };
  mesh = await startMeshStandIn([answering(explainDocument, decide), answering(explainExam, decide)]);
  app = await startUserApp({
    variables: {
      ...{ GUARDIANS_PER_STUDENT: '3', GUARDIAN_LINKS_PER_STUDENT: '8' },
      ...{ ROLES_PER_UNIT: '3', ROLE_RECORDS_PER_UNIT: '8' },
    },
    meshUrl: mesh.url,
  });
});
afterAll(async () => {
  await app.close();
  await mesh.close();
});

let admin: TestUser;
let school: ReturnType<typeof schoolOf>;
let pupil: TestUser;
let teacher: TestUser;
let enrolmentId: string;
beforeEach(async () => {
  admin = anAdminOfNewInstitution();
  school = schoolOf(app, admin);
  pupil = await school.known();
  teacher = await school.known({ role: 'teacher' });
  const { body } = await school.add((await school.class()).id, [
    { personId: pupil.userId, role: 'student' },
    { personId: teacher.userId, role: 'teacher' },
  ]);
  enrolmentId = body.results[0].enrolmentId;
});

const read = (as: TestUser, id = pupil.userId) => school.call(people.readPerson, { as, params: { id } });
const change = (as: TestUser, body: object, id = pupil.userId) =>
  school.call(people.changeNeeds, { as, params: { id }, body });
const unknown = [404, 'person-not-found'];

/** People who have nothing to do with the pupil, and a person of another institution. */
const strangers = async () => {
  const [classmate, otherTeacher] = [await school.known(), await school.known({ role: 'teacher' })];
  const other = await school.class();
  await school.add(other.id, [{ personId: otherTeacher.userId, role: 'teacher' }]);
  return [classmate, otherTeacher, anAdminOfNewInstitution()];
};

describe('readPerson and changeNeeds', () => {
  it('readPerson shows a person to the person, to the class teachers and to admins, and to no other', async () => {
    await school.call(changeMe, { as: pupil, body: { name: 'Sami', locale: 'fi' } });
    const answer = await read(pupil);
    expect(answer.body).toEqual({
      ...{ id: pupil.userId, name: 'Sami', registeredName: 'Sam Lee', locale: 'fi', timeZone: 'UTC' },
      needs: { extraTimeFactor: 1, largeText: false, readAloud: false },
    });
    for (const as of [teacher, admin]) expect((await read(as)).body).toEqual(answer.body);
    for (const as of await strangers()) expect(codeOf(await read(as))).toEqual(unknown);
    expect(codeOf(await read(pupil, teacher.userId))).toEqual(unknown);
    expect(codeOf(await read(admin, randomUUID()))).toEqual(unknown);
  });

  it('readPerson gives a client names with markup as inert text', async () => {
    await school.call(changeMe, { as: pupil, body: { name: hostileMarkup } });
    expect((await read(teacher)).text).not.toMatch(activeMarkup);
  });

  it('readPerson answers 404 to the teacher after the student’s enrolment has ended', async () => {
    await school.call(enrolments.endEnrolment, { params: { id: enrolmentId } });
    expect(codeOf(await read(teacher))).toEqual(unknown);
    expect((await read(admin)).status).toBe(200);
  });

  it('changeNeeds lets a person choose the presentation, and the school alone grant extra time', async () => {
    expect((await change(pupil, { largeText: true })).body.needs).toEqual({
      ...{ extraTimeFactor: 1, largeText: true, readAloud: false },
    });
    expect(codeOf(await change(pupil, { extraTimeFactor: 1.25 }))).toEqual([403, 'forbidden']);
    expect((await change(teacher, { extraTimeFactor: 1.25 })).body.needs).toEqual({
      ...{ extraTimeFactor: 1.25, largeText: true, readAloud: false },
    });
    expect((await change(admin, { extraTimeFactor: 3, readAloud: true })).body.needs).toEqual({
      ...{ extraTimeFactor: 3, largeText: true, readAloud: true },
    });
    expect(codeOf(await change(teacher, { extraTimeFactor: 2 }, teacher.userId))).toEqual([403, 'forbidden']);
    for (const as of await strangers())
      expect(codeOf(await change(as, { largeText: true }))).toEqual(unknown);
  });

  it('changeNeeds publishes the extra time when it changes, and no other need', async () => {
    await change(admin, { extraTimeFactor: 1, largeText: true });
    await change(teacher, { extraTimeFactor: 1.25, readAloud: true });
    await change(teacher, { extraTimeFactor: 1.25 });
    await change(admin, { extraTimeFactor: 1 });
    const published = await readRows(
      app.databaseUrl,
      `select payload->'data'->>'subscriber' as to, payload->'data'->'envelope'->'data' as data
       from graphile_worker._private_jobs where payload->'data'->'envelope'->>'subject' = $1
         and payload->'data'->'envelope'->>'type' = 'extra-time.changed' order by id`,
      [pupil.userId],
    );
    const personId = pupil.userId;
    expect(published.map(({ data }) => data)).toEqual([
      { personId, factor: 1.25, version: 1 },
      { personId, factor: 1, version: 2 },
    ]);
  });

  it('listExtraTimes lists whose extra time was ever changed, and no erased person', async () => {
    await change(teacher, { extraTimeFactor: 1.5 });
    const other = await school.known();
    await change(admin, { extraTimeFactor: 2 }, other.userId);
    await change(admin, { largeText: true }, teacher.userId);
    const listed = async (after?: string) => {
      const body = after === undefined ? {} : { after };
      const answer = await app.call(people.listExtraTimes, { from: 'exam', body });
      return answer.body.items.filter(
        ({ institutionId }: { institutionId: string }) => institutionId === admin.institutionId,
      );
    };
    const ids = [pupil.userId, other.userId].sort();
    expect((await listed()).map(({ personId }: { personId: string }) => personId)).toEqual(ids);
    expect(await listed(ids[0])).toMatchObject([{ personId: ids[1], version: 1 }]);
    await deliver(app, deletionOf(other));
    expect(await listed()).toEqual([
      { personId: pupil.userId, institutionId: admin.institutionId, factor: 1.5, version: 1 },
    ]);
  });

  it('changeNeeds answers 422 for a factor below 1, above 3 or with three decimal places', async () => {
    for (const extraTimeFactor of [0.99, 3.01, 1.255, '2'])
      expect((await change(admin, { extraTimeFactor })).status).toBe(422);
  });

  it('user.deleted erases the needs of a person', async () => {
    await change(admin, { extraTimeFactor: 2, largeText: true, readAloud: true });
    await deliver(app, deletionOf(pupil));
    expect(codeOf(await read(admin))).toEqual(unknown);
    const columns = 'extra_time_factor::float8 as factor, large_text, read_aloud';
    expect(
      await readRows(app.databaseUrl, `select ${columns} from profile where id = $1`, [pupil.userId]),
    ).toEqual([{ factor: 1, large_text: false, read_aloud: false }]);
  });
});

describe('readDisplayNames', () => {
  const names = (ids: readonly string[], institutionId = admin.institutionId) =>
    app.call(people.readDisplayNames, { from: 'exam', body: { institutionId, ids } });

  it('readDisplayNames gives a service the preferred names, unchanged, of people who exist', async () => {
    await school.call(changeMe, { as: pupil, body: { name: hostileMarkup } });
    const erased = await school.known();
    await deliver(app, deletionOf(erased));
    const foreign = await schoolOf(app, anAdminOfNewInstitution()).known();
    const ids = [pupil.userId, teacher.userId, erased.userId, foreign.userId, randomUUID(), pupil.userId];
    const { status, body } = await names(ids);
    expect(status).toBe(200);
    expect(body.items).toHaveLength(2);
    expect(body.items).toEqual(
      expect.arrayContaining([
        { id: pupil.userId, name: hostileMarkup },
        { id: teacher.userId, name: 'Sam Lee' },
      ]),
    );
    expect((await names([pupil.userId], foreign.institutionId)).body.items).toEqual([]);
  });

  it('readDisplayNames answers for up to 200 people, and 422 for 201', async () => {
    const ids = Array.from({ length: 201 }, () => randomUUID());
    expect((await names(ids.slice(1))).body).toEqual({ items: [] });
    expect((await names(ids)).status).toBe(422);
  });
});

describe('the facts for other services', () => {
  const kinds: readonly FactKind[] = [
    'unit',
    'class',
    'enrolment',
    'unit-role',
    'guardian',
    'sharing-policy',
    'institution-time-zone',
  ];
  const groups = [...'0123456789abcdef'];
  const call = async (op: Operation, body: object) => (await app.call(op, { from: 'rag', body })).body;
  const digests = async (kind: FactKind, institutionId = admin.institutionId) => {
    const answers = groups.map((group) => call(factExchange.readFactDigests, { group, institutionId }));
    const items = (await Promise.all(answers)).flatMap((answer) => answer.items);
    return items.filter((item) => item.kind === kind);
  };
  const facts = async (kind: FactKind, institutionId = admin.institutionId): Promise<AccessFact[]> => {
    const items: AccessFact[] = [];
    for (const { bucket } of await digests(kind, institutionId))
      items.push(...(await call(factExchange.listFacts, { kind, bucket, institutionId })).items);
    return items;
  };
  /** The latest fact about each thing, as the published events state it. */
  const published = async (): Promise<unknown[]> => {
    const rows = await readRows(
      app.databaseUrl,
      `select payload -> 'data' -> 'envelope' as event from graphile_worker._private_jobs
       where payload -> 'data' ->> 'subscriber' = 'rag'
         and payload -> 'data' -> 'envelope' ->> 'institutionId' = $1`,
      [admin.institutionId],
    );
    const latest = new Map<string, AccessFact>();
    for (const fact of rows.flatMap(({ event }) => factsOfEvent(event as never))) {
      const id = `${fact.kind} ${Object.values(fact).at('teachersShareWithInstitution' in fact || 'timeZone' in fact ? 1 : 2)}`;
      if ((latest.get(id)?.version ?? 0) < fact.version) latest.set(id, fact);
    }
    return [...latest.values()];
  };

  const byBucket = (one: FactDigest, other: FactDigest) => one.bucket.localeCompare(other.bucket);
  /** The digests that rag calculates when it has stored these facts. */
  const digestsOfProjection = async (given: readonly AccessFact[]): Promise<FactDigest[]> => {
    const database = await createTestDatabase('rag');
    const lifecycle = createLifecycle({ logger: createLogger({ service: 'rag', level: 'silent' }) });
    try {
      const work = createDatabase({ url: database.url, entities: [], lifecycle }).unitOfWork((em) => em);
      await work.run((em) => applyFacts(em, given));
      const read = groups.map((group) => work.run((em) => readDigests(em, digestedTables, { group })));
      return (await Promise.all(read)).flat();
    } finally {
      await lifecycle.close();
      await database.drop();
    }
  };

  it('listFacts lists exactly the facts that the published events state, and the digests are those of a projection', async () => {
    const { school: unitId } = await treeOf(app, admin).branch('North');
    await school.grant(unitId, teacher);
    await school.call(guardians.linkGuardian, {
      params: { id: pupil.userId },
      body: { guardianId: (await school.known()).userId },
    });
    await school.call(changeSharingPolicy, { body: { teachersShareWithInstitution: false } });
    await school.call(changeInstitutionTimeZone, { body: { timeZone: 'Pacific/Auckland' } });
    await school.call(enrolments.endEnrolment, { params: { id: enrolmentId }, body: { until: dayIn(30) } });
    const listed = (await Promise.all(kinds.map((kind) => facts(kind)))).flat();
    expect(new Set(listed.map(({ kind }) => kind)).size).toBe(kinds.length);
    expect(listed).toHaveLength((await published()).length);
    expect(listed).toEqual(expect.arrayContaining(await published()));
    expect(await facts('enrolment', anAdminOfNewInstitution().institutionId)).toEqual([]);
    const inProjection = await digestsOfProjection(listed);
    for (const kind of kinds) {
      const own = await digests(kind);
      expect(own.length).toBeGreaterThan(0);
      expect(inProjection.filter((digest) => digest.kind === kind).toSorted(byBucket)).toEqual(
        own.toSorted(byBucket),
      );
    }
  });

  it('readFactDigests changes with a fact, and not with the name of a unit', async () => {
    const { id } = await treeOf(app, admin).created();
    const [units, people] = [await digests('unit'), await digests('enrolment')];
    await school.call(academics.changeNode, {
      params: { tree: 'organisation', id },
      body: { names: [{ locale: 'en', name: 'New' }], version: 1 },
    });
    await school.call(enrolments.endEnrolment, { params: { id: enrolmentId } });
    expect(await digests('unit')).toEqual(units);
    expect(await digests('enrolment')).not.toEqual(people);
    expect((await digests('enrolment')).map(({ count }) => count)).toEqual(people.map(({ count }) => count));
  });

  it('listFacts gives the facts of a large bucket page by page, in the order of their ids', async () => {
    const institutionId = randomUUID();
    const rows = 2 * factExchange.maxFactsPerPage + 1;
    await readRows(
      app.databaseUrl,
      `insert into guardian_link (id, institution_id, guardian_id, student_id, created_by, created_at)
       select ('abc' || substr(gen_random_uuid()::text, 4))::uuid, $1, gen_random_uuid(), gen_random_uuid(), $1, now()
       from generate_series(1, ${rows})`,
      [institutionId],
    );
    expect(await digests('guardian', institutionId)).toEqual([
      {
        ...{ kind: 'guardian', bucket: 'abc', count: rows },
        ...{ hash: expect.stringMatching(/^\d+$/), contentHash: expect.stringMatching(/^\d+$/) },
      },
    ]);
    const sizes: number[] = [];
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const given = after === null ? {} : { after };
      const page = await call(factExchange.listFacts, { kind: 'guardian', bucket: 'abc', ...given });
      sizes.push(page.items.length);
      ids.push(...page.items.map(({ guardianLinkId }: { guardianLinkId: string }) => guardianLinkId));
      after = page.next;
    } while (after !== null);
    expect(sizes).toEqual([500, 500, 1]);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });
});

describe('guardians', () => {
  const link = (guardianId: string, as = teacher, id = pupil.userId) =>
    school.call(guardians.linkGuardian, { as, params: { id }, body: { guardianId } });
  const list = (as: TestUser, query = {}) =>
    school.call(guardians.listGuardians, { as, params: { id: pupil.userId }, query });
  const own = (as: TestUser, query = {}) => school.call(guardians.listOwnStudents, { as, query });
  const end = (id: string, as = teacher) => school.call(guardians.endGuardianLink, { as, params: { id } });

  it('linkGuardian links two people once, and both sides, teachers and admins read the link', async () => {
    const guardian = await school.known();
    const answers = await Promise.all(Array.from({ length: 4 }, () => link(guardian.userId)));
    const [first] = answers;
    for (const { status, body } of answers) expect([status, body]).toEqual([200, first?.body]);
    expect(first?.body).toMatchObject({
      ...{ guardianId: guardian.userId, guardianName: 'Sam Lee' },
      ...{ studentId: pupil.userId, studentName: 'Sam Lee' },
    });
    const { body } = await own(guardian);
    for (const as of [pupil, teacher, admin]) expect((await list(as)).body).toEqual(body);
    expect((await own(pupil)).body.items).toEqual([]);
  });

  it('linkGuardian answers 404 for unknown people, and 422 when both are one person', async () => {
    const foreign = await schoolOf(app, anAdminOfNewInstitution()).known();
    for (const id of [randomUUID(), foreign.userId]) expect(codeOf(await link(id))).toEqual(unknown);
    expect((await link(pupil.userId)).body.errors[0].pointer).toBe('/guardianId');
    expect(codeOf(await link(pupil.userId, admin, randomUUID()))).toEqual(unknown);
  });

  it('linkGuardian stops at the maximum number of guardians, also concurrently; an ended link leaves room', async () => {
    const adults = await Promise.all(Array.from({ length: 5 }, () => school.known()));
    const answers = await Promise.all(adults.map(({ userId }) => link(userId)));
    expect(answers.map(codeOf).filter(([status]) => status !== 200)).toEqual(
      Array(2).fill([409, 'guardian-limit-reached']),
    );
    const ids = await collect((query) => list(pupil, query));
    expect(ids).toHaveLength(3);
    for (const status of [204, 204]) expect((await end(ids[0] ?? '')).status).toBe(status);
    expect(idsOf(await list(pupil))).toEqual(ids.slice(1));
    expect((await link((await school.known()).userId)).status).toBe(200);
  });

  it('linkGuardian stops at the maximum number of links, ended ones included, and a present link stays', async () => {
    const [guardian, other] = [await school.known(), await school.known()];
    for (let times = 0; times < 7; times += 1) await end((await link(guardian.userId)).body.id);
    expect((await link(guardian.userId)).status).toBe(200);
    expect(codeOf(await link(other.userId))).toEqual([409, 'guardian-limit-reached']);
    expect((await link(guardian.userId)).status).toBe(200);
    const rows = await readRows(app.databaseUrl, 'select from guardian_link where student_id = $1', [
      pupil.userId,
    ]);
    expect(rows).toHaveLength(8);
  });

  it('guardian links are managed by the class teachers and admins alone', async () => {
    const guardian = await school.known({ role: 'teacher' });
    const { id } = (await link(guardian.userId)).body;
    const [classmate, otherTeacher, foreignAdmin] = (await strangers()) as [TestUser, TestUser, TestUser];
    for (const as of [otherTeacher, foreignAdmin, guardian]) {
      expect(codeOf(await link(guardian.userId, as))).toEqual(unknown);
      expect(codeOf(await end(id, as))).toEqual([404, 'guardian-not-found']);
      expect(codeOf(await list(as))).toEqual(unknown);
    }
    expect(codeOf(await list(classmate))).toEqual(unknown);
    expect(codeOf(await link(guardian.userId, guardian, guardian.userId))).toEqual([403, 'forbidden']);
    expect(codeOf(await end(randomUUID()))).toEqual([404, 'guardian-not-found']);
    expect((await end(id, admin)).status).toBe(204);
    expect(idsOf(await own(guardian))).toEqual([]);
  });

  it('user.deleted removes the links of either person', async () => {
    const [one, two] = [await school.known(), await school.known()];
    for (const { userId } of [one, two]) await link(userId);
    await deliver(app, deletionOf(one));
    expect(
      (await list(admin)).body.items.map(({ guardianId }: { guardianId: string }) => guardianId),
    ).toEqual([two.userId]);
    await deliver(app, deletionOf(pupil));
    expect(idsOf(await own(two))).toEqual([]);
    const rows = 'select from guardian_link where student_id = $1';
    expect(await readRows(app.databaseUrl, rows, [pupil.userId])).toEqual([]);
  });
});

describe('roles in units', () => {
  let branch: Awaited<ReturnType<ReturnType<typeof treeOf>['branch']>>;
  /** An admin of the district, and an admin of the school below it. */
  let district: TestUser;
  let head: TestUser;
  beforeEach(async () => {
    branch = await treeOf(app, admin).branch();
    [district, head] = [await school.known({ role: 'teacher' }), await school.known({ role: 'teacher' })];
    expect((await school.grant(branch.district, district)).status).toBe(200);
    expect((await school.grant(branch.school, head, district)).status).toBe(200);
  });
  const list = (as: TestUser, unitId = branch.school, query = {}) =>
    school.call(unitRoles.listUnitRoles, { as, params: { id: unitId }, query });
  const own = (as: TestUser, query = {}) => school.call(unitRoles.listOwnUnitRoles, { as, query });
  const idOf = async (as: TestUser): Promise<string> => idsOf(await own(as))[0] ?? '';
  const end = (id: string, as = admin, body: object = {}) =>
    school.call(unitRoles.endUnitRole, { as, params: { id }, body });

  it('grantUnitRole is for admins of the institution and above the unit, not for its own admins or others', async () => {
    const [other, outsider] = [await school.known({ role: 'teacher' }), anAdminOfNewInstitution()];
    const neighbour = await treeOf(app, admin).branch('Other');
    for (const [unitId, as] of [
      [branch.school, head],
      [branch.district, head],
      [branch.district, district],
      [branch.state, district],
      [neighbour.section, district],
      [branch.section, teacher],
    ] as const)
      expect(codeOf(await school.grant(unitId, other, as))).toEqual([403, 'forbidden']);
    expect(codeOf(await school.grant(branch.school, other, outsider))).toEqual([404, 'node-not-found']);
    const subject = await school.subject();
    expect(codeOf(await school.grant(subject, other))).toEqual([404, 'node-not-found']);
    expect((await school.grant(branch.section, other, head)).body).toEqual({
      ...{ id: expect.any(String), unitId: branch.section, personId: other.userId, personName: 'Sam Lee' },
      ...{ role: 'admin', from: dayIn(0), until: null, version: 1, grantedBy: head.userId, endedBy: null },
      createdAt: expect.any(String),
    });
  });

  it('grantUnitRole needs a known account that is at least a teacher’s, an active unit and days to come', async () => {
    const foreign = await schoolOf(app, anAdminOfNewInstitution()).known({ role: 'teacher' });
    for (const userId of [foreign.userId, randomUUID()])
      expect(codeOf(await school.grant(branch.grade, { userId }))).toEqual(unknown);
    expect(codeOf(await school.grant(branch.grade, pupil))).toEqual([409, 'account-role-unfit']);
    for (const [pointer, days] of [
      ['/from', { from: dayIn(-1) }],
      ['/until', { until: dayIn(0) }],
    ] as const)
      expect((await school.grant(branch.grade, teacher, admin, days)).body.errors[0].pointer).toBe(pointer);
    await school.call(academics.archiveNode, { params: { tree: 'organisation', id: branch.grade } });
    expect(codeOf(await school.grant(branch.grade, teacher))).toEqual([409, 'node-archived']);
  });

  it('grantUnitRole gives a person one role a day, also concurrently, and stops at the maximum of a unit', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => school.grant(branch.grade, teacher, admin, { until: dayIn(9) })),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const further = await school.grant(branch.grade, teacher, head, { from: dayIn(9) });
    expect(further.body.from).toBe(dayIn(9));
    const people = await Promise.all([1, 2, 3].map(() => school.known({ role: 'admin' })));
    const results = await Promise.all(people.map((person) => school.grant(branch.grade, person)));
    expect(results.map(codeOf).filter(([status]) => status !== 200)).toEqual(
      Array(2).fill([409, 'unit-role-limit-reached']),
    );
  });

  it('grantUnitRole stops at the maximum number of roles of a unit, ended ones included', async () => {
    const grant = () => school.grant(branch.section, teacher);
    for (let times = 0; times < 8; times += 1) expect((await end((await grant()).body.id)).status).toBe(200);
    expect(codeOf(await grant())).toEqual([409, 'unit-role-limit-reached']);
    expect((await school.grant(branch.grade, teacher)).status).toBe(200);
  });

  it('listUnitRoles is for admins of the unit and above it; each person lists roles of that person', async () => {
    const answer = await list(admin);
    for (const as of [district, head]) expect((await list(as)).body).toEqual(answer.body);
    expect((await own(head)).body).toEqual(answer.body);
    for (const [as, unitId] of [
      [teacher, branch.school],
      [head, branch.district],
    ] as const)
      expect(codeOf(await list(as, unitId))).toEqual([403, 'forbidden']);
    expect(codeOf(await list(anAdminOfNewInstitution()))).toEqual([404, 'node-not-found']);
    await school.grant(branch.school, teacher);
    expect(await collect((query) => list(head, branch.school, query))).toEqual([
      ...[await idOf(teacher), await idOf(head)],
    ]);
  });

  it('endUnitRole ends today or later, moves an end earlier, never later, repeats without effect, and stays visible', async () => {
    const id = await idOf(head);
    expect((await end(id, district, { until: dayIn(5) })).body).toMatchObject({
      until: dayIn(5),
      version: 2,
    });
    expect(codeOf(await end(id, admin, { until: dayIn(6) }))).toEqual([409, 'unit-role-ended']);
    expect((await end(id, admin, { until: dayIn(-1) })).body.errors[0].pointer).toBe('/until');
    expect((await end(id)).body).toMatchObject({ until: dayIn(0), version: 3, endedBy: admin.userId });
    expect((await end(id)).body.version).toBe(3);
    expect(codeOf(await list(head))).toEqual([403, 'forbidden']);
    expect(idsOf(await own(head))).toEqual([]);
    expect(idsOf(await own(head, { state: 'ended' }))).toEqual([id]);
    expect(idsOf(await list(admin, branch.school, { state: 'all' }))).toEqual([id]);
    expect((await school.grant(branch.school, head)).body.version).toBe(1);
  });

  it('endUnitRole answers 403 to those who may see the role, and 404 to all others', async () => {
    const id = await idOf(head);
    expect(codeOf(await end(id, head))).toEqual([403, 'forbidden']);
    for (const as of [teacher, anAdminOfNewInstitution()])
      expect(codeOf(await end(id, as))).toEqual([404, 'unit-role-not-found']);
    expect(codeOf(await end(randomUUID()))).toEqual([404, 'unit-role-not-found']);
  });

  it('a role in a unit gives nothing before its first day', async () => {
    const late = await school.known({ role: 'teacher' });
    await school.grant(branch.school, late, admin, { from: dayIn(1) });
    expect(codeOf(await school.grant(branch.grade, teacher, late))).toEqual([403, 'forbidden']);
  });
});

describe('admins of a unit', () => {
  const places = ['above', 'own', 'below', 'beside', 'foreign'] as const;
  type Place = (typeof places)[number];
  type Made = {
    readonly unitId: string;
    readonly classId: string;
    readonly enrolmentId: string;
    readonly codeId: string;
    readonly linkId: string;
    readonly person: TestUser;
  };
  const organisation = (id: string) => ({ params: { tree: 'organisation', id } });

  /** A class in a unit, with a student who has a guardian, and a join code. */
  const madeIn = async (of: ReturnType<typeof schoolOf>, unitId: string, courseId: string): Promise<Made> => {
    const classId = (await of.class({ courseId, unitId })).id;
    const person = await of.known();
    const { body: added } = await of.add(classId, [{ personId: person.userId, role: 'student' }]);
    const code = await of.call(joinCodes.createJoinCode, { params: { id: classId }, body: {} });
    const guardianId = (await of.known()).userId;
    const link = await of.call(guardians.linkGuardian, {
      params: { id: person.userId },
      body: { guardianId },
    });
    const enrolmentId = added.results[0].enrolmentId;
    return { unitId, classId, person, enrolmentId, codeId: code.body.id, linkId: link.body.id };
  };

  let head: TestUser;
  let made: Record<Place, Made>;
  let branch: Awaited<ReturnType<ReturnType<typeof treeOf>['branch']>>;
  let courseId: string;
  beforeEach(async () => {
    branch = await treeOf(app, admin).branch();
    const neighbour = await treeOf(app, admin).created({ level: 'school', parentId: branch.district });
    courseId = (await school.course()).id;
    const elsewhere = schoolOf(app, anAdminOfNewInstitution());
    made = {
      above: await madeIn(school, branch.district, courseId),
      own: await madeIn(school, branch.school, courseId),
      below: await madeIn(school, branch.grade, courseId),
      beside: await madeIn(school, neighbour.id, courseId),
      foreign: await madeIn(elsewhere, await elsewhere.unit(), (await elsewhere.course()).id),
    };
    head = await school.known({ role: 'teacher' });
    await school.grant(branch.school, head);
  });
  const asHead = (op: Operation, given: TestRequest) => school.call(op, { as: head, ...given });
  const inClass = (given: Made, body?: object) => ({
    params: { id: given.classId },
    ...(body === undefined ? {} : { body }),
  });

  type Attempt = (given: Made) => Promise<TestResponse>;
  const node =
    (op: Operation, body?: object): Attempt =>
    ({ unitId }) =>
      asHead(op, { ...organisation(unitId), ...(body === undefined ? {} : { body }) });
  const teaches = async () => ({
    personId: (await school.known({ role: 'teacher' })).userId,
    role: 'teacher',
  });
  const names = [{ locale: 'en', name: 'A name' }];

  // The rights of the admin of a unit inside this unit, and the answers for other places.
  const [unreadable, forbidden] = ['class-not-found', 'forbidden'];
  const operations: readonly (readonly [string, readonly Place[], string, string, Attempt])[] = [
    [
      'createNode',
      ['own', 'below'],
      forbidden,
      'node-not-found',
      ({ unitId: parentId }) =>
        asHead(academics.createNode, {
          params: { tree: 'organisation' },
          body: { parentId, level: 'section', names },
        }),
    ],
    ['moveNode', [], forbidden, 'node-not-found', node(academics.moveNode, { parentId: null, version: 1 })],
    ['changeNode', ['below'], forbidden, 'node-not-found', node(academics.changeNode, { names })],
    ['listMoves', ['own', 'below'], forbidden, 'node-not-found', node(academics.listMoves)],
    [
      'createClass',
      ['own', 'below'],
      forbidden,
      'node-not-found',
      ({ unitId }) => asHead(classes.createClass, { body: { courseId, unitId, title: 'New' } }),
    ],
    [
      'readClass',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(classes.readClass, inClass(given)),
    ],
    [
      'changeClass',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(classes.changeClass, inClass(given, { title: 'Newer' })),
    ],
    [
      'listClassEnrolments',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(enrolments.listClassEnrolments, inClass(given)),
    ],
    [
      'addEnrolments',
      ['own', 'below'],
      unreadable,
      unreadable,
      async (given) => asHead(enrolments.addEnrolments, inClass(given, { enrolments: [await teaches()] })),
    ],
    [
      'createJoinCode',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(joinCodes.createJoinCode, inClass(given, {})),
    ],
    [
      'listJoinCodes',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(joinCodes.listJoinCodes, inClass(given)),
    ],
    [
      'withdrawJoinCode',
      ['own', 'below'],
      'join-code-not-found',
      'join-code-not-found',
      ({ codeId: id }) => asHead(joinCodes.withdrawJoinCode, { params: { id } }),
    ],
    [
      'readPerson',
      ['own', 'below'],
      'person-not-found',
      'person-not-found',
      ({ person }) => read(head, person.userId),
    ],
    [
      'changeNeeds',
      ['own', 'below'],
      'person-not-found',
      'person-not-found',
      ({ person }) => change(head, { extraTimeFactor: 1.5 }, person.userId),
    ],
    [
      'listGuardians',
      ['own', 'below'],
      'person-not-found',
      'person-not-found',
      ({ person }) => asHead(guardians.listGuardians, { params: { id: person.userId } }),
    ],
    [
      'linkGuardian',
      ['own', 'below'],
      'person-not-found',
      'person-not-found',
      ({ person }) =>
        asHead(guardians.linkGuardian, {
          params: { id: person.userId },
          body: { guardianId: teacher.userId },
        }),
    ],
    [
      'endGuardianLink',
      ['own', 'below'],
      'guardian-not-found',
      'guardian-not-found',
      ({ linkId: id }) => asHead(guardians.endGuardianLink, { params: { id } }),
    ],
    [
      'endEnrolment',
      ['own', 'below'],
      'enrolment-not-found',
      'enrolment-not-found',
      ({ enrolmentId: id }) => asHead(enrolments.endEnrolment, { params: { id } }),
    ],
    [
      'archiveClass',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(classes.archiveClass, inClass(given)),
    ],
    [
      'restoreClass',
      ['own', 'below'],
      unreadable,
      unreadable,
      (given) => asHead(classes.restoreClass, inClass(given)),
    ],
  ];

  it('an admin of a unit does in the unit and below it what an admin of the institution does, and nothing elsewhere', async () => {
    const answers: unknown[] = [];
    for (const [name, , , , attempt] of operations)
      for (const place of places) {
        const { status, body } = await attempt(made[place]);
        answers.push([name, place, status < 300 ? 'done' : body.code]);
      }
    const expected = operations.flatMap(([name, allowed, elsewhere, foreign]) =>
      places.map((place) => {
        if (allowed.includes(place)) return [name, place, 'done'];
        return [name, place, place === 'foreign' ? foreign : elsewhere];
      }),
    );
    expect(answers).toEqual(expected);
    expect((await read(admin, made.below.person.userId)).body.needs.extraTimeFactor).toBe(1.5);
    expect((await read(admin, made.above.person.userId)).body.needs.extraTimeFactor).toBe(1);
  });

  it('an admin of a unit moves and archives only below the unit, and a move needs rights at both ends', async () => {
    const move = (id: string, parentId: string | null) =>
      asHead(academics.moveNode, { ...organisation(id), body: { parentId, version: 1 } });
    const grade = (await treeOf(app, head).created({ level: 'grade', parentId: branch.school })).id;
    for (const [id, parentId] of [
      [branch.grade, made.beside.unitId],
      [branch.grade, branch.district],
      [branch.school, made.beside.unitId],
      [branch.grade, null],
    ] as const)
      expect(codeOf(await move(id, parentId))).toEqual([403, 'forbidden']);
    const strange = (await treeOf(app, admin).created({ level: 'grade', parentId: made.beside.unitId })).id;
    expect(codeOf(await move(strange, branch.school))).toEqual([403, 'forbidden']);
    expect((await move(branch.section, grade)).status).toBe(200);
    await school.grant(made.beside.unitId, head);
    expect((await move(strange, branch.school)).status).toBe(200);
    for (const op of [academics.archiveNode, academics.restoreNode]) {
      expect((await asHead(op, organisation(grade))).status).toBe(200);
      for (const id of [branch.school, branch.district])
        expect(codeOf(await asHead(op, organisation(id)))).toEqual([403, 'forbidden']);
    }
    const root = { params: { tree: 'organisation' }, body: { level: 'state', names } };
    expect(codeOf(await asHead(academics.createNode, root))).toEqual([403, 'forbidden']);
  });

  it('an admin of a unit moves a class between units with rights at both ends only', async () => {
    const changeUnit = (unitId: string) => asHead(classes.changeClass, inClass(made.own, { unitId }));
    for (const place of ['above', 'beside'] as const)
      expect(codeOf(await changeUnit(made[place].unitId))).toEqual([403, 'forbidden']);
    expect((await changeUnit(branch.section)).body.unitId).toBe(branch.section);
  });

  it('lists show an admin of a unit the classes and enrolments of the unit and below it, and those of other roles', async () => {
    const listed = () => collect((query) => asHead(classes.listClasses, { query }));
    expect(await listed()).toEqual([made.below.classId, made.own.classId]);
    await school.add(made.above.classId, [{ personId: head.userId, role: 'co-teacher' }]);
    expect(await listed()).toEqual([made.below.classId, made.own.classId, made.above.classId]);
    expect(codeOf(await asHead(classes.archiveClass, inClass(made.above)))).toEqual([403, 'forbidden']);
    const { userId: personId } = made.own.person;
    await school.add(made.beside.classId, [{ personId, role: 'student' }]);
    const ofPerson = (as: TestUser) => school.call(enrolments.listEnrolments, { as, query: { personId } });
    expect(idsOf(await ofPerson(head))).toEqual([made.own.enrolmentId]);
    expect(idsOf(await ofPerson(admin))).toHaveLength(2);
    expect(codeOf(await ofPerson(teacher))).toEqual([403, 'forbidden']);
  });

  it('a role in a unit gives nothing in the curriculum, in sessions, courses and levels, and nothing after its end', async () => {
    const { nodeId, sessionId } = (await school.call(courses.readCourse, { params: { id: courseId } })).body;
    const curriculum = { tree: 'curriculum', id: nodeId };
    const day = dayIn(0);
    for (const [op, given] of [
      [
        academics.createNode,
        { params: { tree: 'curriculum' }, body: { parentId: nodeId, level: 'topic', names } },
      ],
      [academics.changeNode, { params: curriculum, body: { names } }],
      [academics.archiveNode, { params: curriculum }],
      [courses.createCourse, { body: { nodeId, sessionId, names } }],
      [sessions.createAcademicSession, { body: { names, from: day, until: dayIn(9) } }],
      [treeLevels.changeLevels, { params: { tree: 'organisation' }, body: { levels: ['school'] } }],
    ] as const)
      expect([op.operationId, codeOf(await asHead(op, given))]).toEqual([op.operationId, [403, 'forbidden']]);
    const { body } = await school.call(unitRoles.listOwnUnitRoles, { as: head });
    await school.call(unitRoles.endUnitRole, { params: { id: body.items[0].id }, body: {} });
    expect(codeOf(await asHead(classes.readClass, inClass(made.own)))).toEqual([404, 'class-not-found']);
    expect(
      codeOf(await asHead(academics.changeNode, { ...organisation(branch.grade), body: { names } })),
    ).toEqual([...[403, 'forbidden']]);
  });

  it('an account that is a student’s has no rights in units, whatever its rows say', async () => {
    const as = { ...head, role: 'student' as const };
    expect(codeOf(await school.call(classes.readClass, { as, ...inClass(made.own) }))).toEqual([
      ...[404, 'class-not-found'],
    ]);
  });

  it('archiveNode answers 409 while an active class needs a unit below, or an active course a curriculum node', async () => {
    const archive = (tree: string, id: string) =>
      school.call(academics.archiveNode, { params: { tree, id } });
    const { nodeId } = (await school.call(courses.readCourse, { params: { id: courseId } })).body;
    expect(codeOf(await archive('organisation', branch.school))).toEqual([409, 'node-in-use']);
    expect(codeOf(await archive('curriculum', nodeId))).toEqual([409, 'node-in-use']);
    for (const { classId: id } of [made.own, made.below])
      await school.call(classes.archiveClass, { params: { id } });
    expect((await archive('organisation', branch.school)).status).toBe(200);
    expect(codeOf(await school.call(classes.restoreClass, inClass(made.below)))).toEqual([
      409,
      'node-archived',
    ]);
  });

  it('archiveNode and concurrent new classes leave no active class in an archived unit', async () => {
    const { grade: unitId } = await treeOf(app, admin).branch('Another');
    const created = [1, 2, 3].map((title) =>
      school.createClass({ courseId, unitId, title: `Class ${title}` }),
    );
    const archived = school.call(academics.archiveNode, organisation(unitId));
    const statuses = (await Promise.all(created)).map(({ status }) => status);
    expect((await archived).status === 200).toBe(!statuses.includes(201));
  });
});

describe('explainAccess', () => {
  const decided = (given: Partial<AccessDecision>): string => {
    const id = randomUUID();
    const none = { allowed: false, place: null, enrolment: null, overruled: null, since: null };
    decisions.set(id, { ...none, rule: 'not-shared', ...given });
    return id;
  };
  const explain = (as: TestUser, resource: string, query: Record<string, string> = {}) =>
    school.call(explainAccess, { as, query: { resource, ...query } });
  const since = '2026-09-01T00:00:00.000Z';
  const inClass = async () => {
    const [{ body: list }, unitId] = [
      await school.call(enrolments.listEnrolments, { as: pupil, query: {} }),
      await school.unit(),
    ];
    const [{ classId }] = list.items;
    return { classId, unitId, enrolment: { enrolmentId, classId, role: 'student' as const } };
  };

  it('explainAccess asks the service of the resource as the user, and words its decision', async () => {
    const { classId, enrolment } = await inClass();
    const given = { allowed: true, rule: 'class', place: { classId }, enrolment, since } as const;
    const id = decided(given);
    const answer = await explain(pupil, `document:${id.toUpperCase()}`);
    expect(answer.body).toEqual({
      ...{ resource: `document:${id}`, personId: pupil.userId, verdict: 'allowed', rule: 'class', since },
      sentence: 'The document is shared with the class “Biology 7b”, and you belong to it.',
      place: { kind: 'class', id: classId, name: 'Biology 7b' },
      enrolment: { id: enrolmentId, classId, classTitle: 'Biology 7b', role: 'student' },
      overruled: null,
    });
    const asked = mesh.requests.at(-1);
    expect(asked).toMatchObject({
      operation: explainDocument,
      query: { personId: pupil.userId, role: 'student' },
    });
    expect(asked?.headers.authorization).toMatch(/^Bearer /);
    await explain(teacher, `exam:${id}`, { personId: pupil.userId });
    expect(mesh.requests.at(-1)).toMatchObject({ operation: explainExam, query: { role: 'student' } });
  });

  it('explainAccess has a sentence for every rule, about the caller and about a person', async () => {
    const { classId, unitId, enrolment } = await inClass();
    const sentences: Record<string, string[]> = {};
    for (const rule of accessRule.options) {
      const place = rule === 'unit' || rule === 'unit-admin' ? { unitId } : { classId };
      const id = decided({
        rule,
        place,
        enrolment,
        ...(rule === 'excluded' ? { overruled: { unitId } } : {}),
      });
      const [own, other] = [
        await explain(pupil, `document:${id}`),
        await explain(admin, `exam:${id}`, { personId: pupil.userId }),
      ];
      sentences[rule] = [own.body.sentence, other.body.sentence];
    }
    expect(sentences).toMatchObject({
      owner: ['You have uploaded this document.', 'The person has this exam as its teacher.'],
      unit: [
        'The document is shared with the unit “A school”, and you belong to it through the class “Biology 7b”.',
        'The exam is assigned to the unit “A school”, and the person belongs to it through the class “Biology 7b”.',
      ],
      excluded: [
        'The document is withheld from the class “Biology 7b”, and you belong to it. This beats the permission of the unit “A school”.',
        expect.stringContaining(
          'The exam is withheld from the class “Biology 7b”, and the person belongs to it.',
        ),
      ],
      'not-shared': [
        'The document is shared with none of your classes and units.',
        'The exam is assigned to none of their classes and units.',
      ],
      'membership-ended': [
        'The document is shared with the class “Biology 7b”, and your membership has ended.',
        'The exam is assigned to the class “Biology 7b”, and their membership has ended.',
      ],
      'not-accessible': [
        'No rule lets you read this document, or it does not exist.',
        'No rule lets the person read this exam, or it does not exist.',
      ],
    });
    for (const pair of Object.values(sentences))
      for (const sentence of pair) expect(sentence).toMatch(/^[A-Z][^{}]*\.$/);
  });

  it('explainAccess names no class that the caller may not see', async () => {
    const { enrolment } = await inClass();
    const { id: classId } = await school.class({ title: 'Secret club' });
    const id = decided({
      rule: 'excluded',
      place: { classId },
      overruled: { classId },
      enrolment: { ...enrolment, classId },
    });
    const { body, text } = await explain(teacher, `exam:${id}`, { personId: pupil.userId });
    expect(body).toMatchObject({ rule: 'excluded', place: null, overruled: null, enrolment: null });
    expect(text).not.toContain('Secret');
    expect(text).not.toContain(classId);
    expect(body.sentence).toBe(
      'The exam is withheld from a class that you may not see, and the person belongs to it. This beats the permission of a class that you may not see.',
    );
    expect((await explain(admin, `exam:${id}`, { personId: pupil.userId })).body.place.name).toBe(
      'Secret club',
    );
  });

  it('explainAccess dates a membership in a unit from the move that brought the class below it', async () => {
    const tree = treeOf(app, admin);
    const one = await tree.branch('One');
    const two = await tree.branch('Two');
    const { id: classId } = await school.class({ unitId: one.section });
    const enrolment = { enrolmentId, classId, role: 'student' as const };
    const resourceIn = (unitId: string) =>
      `document:${decided({ allowed: true, rule: 'unit', place: { unitId }, enrolment, since })}`;
    const sinceIn = async (unitId: string): Promise<string> =>
      (await explain(admin, resourceIn(unitId))).body.since;
    expect(await sinceIn(one.district)).toBe(since);
    const before = new Date().toISOString();
    await tree.move(one.grade, two.school);
    expect((await sinceIn(two.district)) >= before).toBe(true);
    expect((await sinceIn(two.school)) >= before).toBe(true);
    expect(await sinceIn(one.section)).toBe(since);
    expect(await sinceIn(one.grade)).toBe(since);
  });

  it('explainAccess answers 404 about a person whom the caller does not look after', async () => {
    const id = decided({});
    const about = { personId: pupil.userId };
    for (const as of await strangers())
      expect(codeOf(await explain(as, `document:${id}`, about))).toEqual(unknown);
    expect(codeOf(await explain(pupil, `document:${id}`, { personId: teacher.userId }))).toEqual(unknown);
    expect((await explain(pupil, `document:${id}`, about)).status).toBe(200);
  });

  it('explainAccess answers 422 for another form of the resource, and 503 when its service fails', async () => {
    for (const resource of [randomUUID(), `class:${randomUUID()}`, 'document:1', `exam:${randomUUID()}x`])
      expect((await explain(pupil, resource)).body).toMatchObject({
        ...{ status: 422, errors: [{ pointer: '/query/resource' }] },
      });
    expect((await explain(pupil, `exam:${randomUUID()}`)).body).toMatchObject({
      code: 'database-unavailable',
    });
  });
});
