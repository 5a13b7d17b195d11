import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createLifecycle, type Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyFacts, removePersonFacts } from '../src/data/apply-facts.ts';
import { factTables } from '../src/data/fact-tables.ts';
import { projectionTables } from '../src/data/projection-tables.ts';
import { readPlaces } from '../src/data/read-places.ts';
import { readStanding } from '../src/data/read-standing.ts';
import { readableRows } from '../src/data/readable-rows.ts';
import { type AudienceKey, audienceEntry, audienceKeys } from '../src/domain/audience.ts';
import { mayRead, type Resource } from '../src/domain/may-read.ts';
import { mayShare } from '../src/domain/may-share.ts';
import type { Standing } from '../src/domain/standing.ts';
import { aHistory, aResource, idOf, institutionIds, peopleIds, truthOf } from './school-facts.ts';

const now = new Date('2026-09-10T12:00:00Z');
const [institutionId] = institutionIds;
const roles: readonly Role[] = ['student', 'teacher', 'admin'];

let own: OwnDatabase;
let lifecycle: Lifecycle;
let unitOfWork: UnitOfWork<EntityManager>;

beforeAll(async () => {
  own = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger: createLogger({ service: 'access-test', level: 'silent' }) });
  unitOfWork = createDatabase({ url: own.url, entities: [], lifecycle }).unitOfWork((em) => em);
  await unitOfWork.run(async (em) => {
    for (const sql of projectionTables) await em.execute(sql);
    await em.execute(`create table resource (id int primary key, institution_id uuid not null,
      owner_id uuid not null, audience text[] not null, excluded text[] not null)`);
  });
});
afterAll(async () => {
  await lifecycle.close();
  await own.drop();
});
beforeEach(() => unitOfWork.run(clear));

type Row = { readonly id: number; readonly unitsAbove: readonly string[]; readonly readable: boolean };

/** The place in the list is the id. */
const storeResources = async (
  em: EntityManager,
  resources: readonly Omit<Resource, 'unitsAbove'>[],
): Promise<void> => {
  const rows = resources.map(({ ownerId, institutionId: of, ...given }, id) => ({
    ...{ id, owner_id: ownerId, institution_id: of, ...given },
  }));
  await em.execute(
    `insert into resource select * from jsonb_to_recordset(?::jsonb) as given (id int,
       institution_id uuid, owner_id uuid, audience text[], excluded text[])`,
    [JSON.stringify(rows)],
  );
};

const tables = Object.values(factTables).map(({ table }) => table);
const clear = async (em: EntityManager): Promise<void> => {
  await em.execute(`truncate resource, ${tables.join(', ')}`);
};
const apply = (...facts: AccessFact[]): Promise<void> => unitOfWork.run((em) => applyFacts(em, facts));
const standingOf = (userId: string, role: Role = 'teacher'): Promise<Standing> =>
  unitOfWork.run((em) => readStanding(em, { userId, institutionId, role }, now), { readOnly: true });

/** Everything that the projection stores, without the time of storing. */
const stored = (em: EntityManager): Promise<unknown[]> =>
  em.execute(
    tables
      .map((table) => `select '${table}' as kind, to_jsonb(t) - 'applied_at' as row from ${table} t`)
      .join(' union all ')
      .concat(' order by 1, 2'),
  );

const [state, district, school, grade, otherSchool] = [1, 2, 3, 4, 5].map((n) => idOf('unit', n));
const [mathematics, biology] = [1, 2].map((n) => idOf('class', n));
const [kim, sam, ada] = peopleIds;
const days = { from: '2026-09-01', until: '2027-07-01' };
const unit = (unitId = '', parentId: string | null = null, version = 1): AccessFact => ({
  ...{ kind: 'unit', institutionId, unitId, parentId, version },
});
const aClass = (classId = '', unitId = '', given: object = {}): AccessFact => ({
  ...{ kind: 'class', institutionId, classId, unitId, ...days, archived: false, version: 1 },
  ...given,
});
const enrolment = (personId: string, classId = '', given: object = {}): AccessFact => ({
  ...{ kind: 'enrolment', institutionId, enrolmentId: crypto.randomUUID(), classId, personId },
  ...{ role: 'student', from: '2026-09-01', until: null, version: 1, ...given },
});
const unitAdmin = (personId: string, unitId = '', given: object = {}): AccessFact => ({
  ...{ kind: 'unit-role', institutionId, unitRoleId: crypto.randomUUID(), unitId, personId },
  ...{ role: 'admin', from: '2026-09-01', until: null, version: 1, ...given },
});
const tree = [unit(state), unit(district, state), unit(school, district), unit(grade, school)];

describe('readStanding', () => {
  it('lists the classes held today, and the units above them and above roles in units', async () => {
    await apply(...tree, unit(otherSchool, district), aClass(mathematics, grade));
    await apply(enrolment(kim, mathematics, { from: '2026-09-02' }), unitAdmin(kim, otherSchool));
    const standing = await standingOf(kim);
    expect(standing.classes).toEqual([
      expect.objectContaining({ classId: mathematics, role: 'student', since: '2026-09-02' }),
    ]);
    expect(standing.administers).toEqual([{ unitId: otherSchool, since: '2026-09-01' }]);
    expect(standing.memberSince).toEqual({
      [`class:${mathematics}`]: '2026-09-02',
      [`unit:${grade}`]: '2026-09-02',
      [`unit:${school}`]: '2026-09-02',
      [`unit:${otherSchool}`]: '2026-09-01',
      [`unit:${district}`]: '2026-09-01',
      [`unit:${state}`]: '2026-09-01',
    });
    expect(standing.memberOf).toHaveLength(7);
    expect(standing.memberOf[0]).toBe(`institution:${institutionId}`);
  });

  it.each([
    ['an enrolment that begins tomorrow', { from: '2026-09-11' }, {}],
    ['an enrolment that ended today', { until: '2026-09-10' }, {}],
    ['a class that ended', {}, { until: '2026-09-10' }],
    ['an archived class', {}, { archived: true }],
    ['a class of another institution', {}, { institutionId: institutionIds[1] }],
  ])('does not count %s', async (_what, ofEnrolment, ofClass) => {
    await apply(...tree, aClass(mathematics, grade, ofClass), enrolment(kim, mathematics, ofEnrolment));
    expect((await standingOf(kim)).memberOf).toEqual([`institution:${institutionId}`]);
  });

  it('gives an account with the role student neither a teaching role nor a role in a unit', async () => {
    await apply(aClass(mathematics, grade), enrolment(kim, mathematics, { role: 'teacher' }));
    await apply(unitAdmin(kim, school));
    expect((await standingOf(kim, 'student')).classes).toMatchObject([{ role: 'student' }]);
    expect((await standingOf(kim, 'student')).administers).toEqual([]);
    expect((await standingOf(kim, 'teacher')).classes).toMatchObject([{ role: 'teacher' }]);
  });

  it('lists the students of a guardian, and the policy of the institution', async () => {
    const link = { kind: 'guardian', institutionId, guardianId: kim, version: 1 } as const;
    await apply(
      { ...link, guardianLinkId: crypto.randomUUID(), studentId: sam, ended: false },
      { ...link, guardianLinkId: crypto.randomUUID(), studentId: ada, ended: true },
      { kind: 'sharing-policy', institutionId, teachersShareWithInstitution: false, version: 1 },
    );
    expect(await standingOf(kim)).toMatchObject({ children: [sam], teachersShareWithInstitution: false });
    await unitOfWork.run((em) => removePersonFacts(em, sam));
    expect((await standingOf(kim)).children).toEqual([]);
  });

  it('ends when units form a circle', async () => {
    await apply(unit(school, grade), unit(grade, school), aClass(mathematics, grade));
    await apply(enrolment(kim, mathematics));
    expect((await standingOf(kim)).classes[0]?.unitIds).toHaveLength(2);
  });
});

describe('mayRead', () => {
  const resource = (given: Partial<Resource>): Resource => ({
    ...{ institutionId, ownerId: ada, audience: [], excluded: [], unitsAbove: [] },
    ...given,
  });
  const mathematicsKey: AudienceKey = `class:${mathematics}`;
  const schoolKey: AudienceKey = `unit:${school}`;
  const member = (given: Partial<Standing> = {}): Standing => ({
    ...{ userId: kim, institutionId, accountRole: 'student', classes: [], administers: [], children: [] },
    ...{ memberOf: [mathematicsKey, schoolKey], teachersShareWithInstitution: true },
    memberSince: { [mathematicsKey]: '2026-09-02', [schoolKey]: '2026-09-01' },
    ...given,
  });

  it.each([
    ['owner', true, null, resource({ ownerId: kim }), member()],
    ['private', false, null, resource({}), member({ accountRole: 'admin' })],
    ['institution-admin', true, null, resource({ audience: [schoolKey] }), member({ accountRole: 'admin' })],
    ['class', true, '2026-09-02', resource({ audience: [mathematicsKey] }), member()],
    ['unit', true, '2026-09-01', resource({ audience: [schoolKey] }), member()],
    ['not-shared', false, null, resource({ audience: [`class:${biology}`] }), member()],
    [
      ...(['excluded', false, '2026-09-02'] as const),
      resource({ audience: [schoolKey], excluded: [mathematicsKey] }),
      member(),
    ],
    [
      ...(['class', true, '2026-09-05T10:00:00Z'] as const),
      resource({ audience: [mathematicsKey], sharedSince: { [mathematicsKey]: '2026-09-05T10:00:00Z' } }),
      member(),
    ],
    [
      ...(['unit-admin', true, '2026-09-03'] as const),
      resource({ audience: [`class:${biology}`], unitsAbove: ['u', 'v'] }),
      member({ administers: [{ unitId: 'v', since: '2026-09-03' }] }),
    ],
    [
      ...(['other-institution', false, null] as const),
      resource({ institutionId: 'elsewhere', ownerId: kim, audience: [schoolKey] }),
      member(),
    ],
  ] as const)('names the rule %s', (rule, allowed, since, given, standing) => {
    expect(mayRead(given, standing)).toMatchObject({ allowed, rule, since });
  });

  it('finds only what a person owns or is a member of in a search', () => {
    const shared = resource({ audience: [`class:${biology}`], unitsAbove: ['v'] });
    const admins = [
      member({ accountRole: 'admin' }),
      member({ administers: [{ unitId: 'v', since: '2026-09-03' }] }),
    ];
    for (const standing of admins) {
      expect(mayRead(shared, standing, 'read').allowed).toBe(true);
      expect(mayRead(shared, standing, 'find').allowed).toBe(false);
    }
  });

  it('decides as the condition in SQL does, about any facts, people and resources', async () => {
    await fc.assert(
      fc.asyncProperty(
        aHistory,
        fc.array(aResource, { minLength: 1, maxLength: 12 }),
        fc.record({
          userId: fc.constantFrom(...peopleIds),
          role: fc.constantFrom(...roles),
          purpose: fc.constantFrom('read' as const, 'find' as const),
        }),
        (facts, resources, { userId, role, purpose }) =>
          unitOfWork.run(async (em) => {
            await clear(em);
            await applyFacts(em, facts);
            await storeResources(em, resources);
            const standing = await readStanding(em, { userId, institutionId, role }, now);
            const { sql, parameters } = readableRows('r', standing, { purpose });
            const rows = await em.execute<Row[]>(
              `select id, access_units_above(audience) as "unitsAbove", ${sql} as readable from resource r order by id`,
              [...parameters],
            );
            expect(rows.map(({ readable }) => readable)).toEqual(
              rows.map(({ id, unitsAbove }) => {
                const given = resources[id];
                return given !== undefined && mayRead({ ...given, unitsAbove }, standing, purpose).allowed;
              }),
            );
          }),
      ),
      { numRuns: 60 },
    );
  });
});

describe('mayShare', () => {
  const maySharesOf = async (standing: Standing): Promise<readonly boolean[]> => {
    const keys: AudienceKey[] = [
      ...[`class:${mathematics}`, `class:${biology}`, `unit:${grade}`, `unit:${otherSchool}`],
      ...[`institution:${institutionId}`, `class:${crypto.randomUUID()}`, `institution:${institutionIds[1]}`],
    ] as AudienceKey[];
    const places = await unitOfWork.run((em) => readPlaces(em, institutionId, keys), { readOnly: true });
    return places.map((place) => mayShare(place, standing));
  };
  beforeEach(async () => {
    await apply(...tree, unit(otherSchool, district), aClass(mathematics, grade));
    await apply(aClass(biology, otherSchool), enrolment(kim, mathematics, { role: 'co-teacher' }));
    await apply(unitAdmin(sam, school), enrolment(ada, mathematics));
  });

  it('follows the classes that a teacher teaches, and the policy of the institution', async () => {
    expect(await maySharesOf(await standingOf(kim))).toEqual([true, false, false, false, true, false, false]);
    await apply({ kind: 'sharing-policy', institutionId, teachersShareWithInstitution: false, version: 1 });
    expect((await maySharesOf(await standingOf(kim)))[4]).toBe(false);
  });

  it('lets admins of a unit share with the unit and everything below it', async () => {
    expect(await maySharesOf(await standingOf(sam))).toEqual([true, false, true, false, true, false, false]);
  });

  it('lets an admin share with everything in the institution, and a student with nothing', async () => {
    expect(await maySharesOf(await standingOf(ada, 'admin'))).toEqual([
      ...[true, true, true, true, true],
      ...[false, false],
    ]);
    expect(await maySharesOf(await standingOf(kim, 'student'))).not.toContain(true);
  });
});

describe('applyFacts', () => {
  it('reaches the same facts in any order, with any repetition', async () => {
    await fc.assert(
      fc.asyncProperty(
        aHistory.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }),
            fc.array(fc.nat(6), { minLength: 1 }),
          ),
        ),
        ([facts, deliveries, sizes]) =>
          unitOfWork.run(async (em) => {
            await clear(em);
            for (let at = 0, turn = 0; at < deliveries.length; turn += 1) {
              const size = (sizes[turn % sizes.length] ?? 0) + 1;
              await applyFacts(em, deliveries.slice(at, at + size));
              at += size;
            }
            const delivered = await stored(em);
            await clear(em);
            await applyFacts(em, truthOf(facts));
            expect(delivered).toEqual(await stored(em));
          }),
      ),
      { numRuns: 20 },
    );
  });
});

describe('the keys of an audience', () => {
  it('stand for the entries, each once, and for the same entries again', () => {
    const entries = [
      { classId: mathematics ?? '' },
      { unitId: school ?? '' },
      { institution: true } as const,
    ];
    const keys = audienceKeys([...entries, { classId: (mathematics ?? '').toUpperCase() }], institutionId);
    expect(keys).toEqual([`class:${mathematics}`, `unit:${school}`, `institution:${institutionId}`]);
    expect(keys.map(audienceEntry)).toEqual(entries);
  });
});
