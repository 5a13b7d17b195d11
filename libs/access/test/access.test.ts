import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import type { Role } from '@ai-teacher/contracts/values.ts';
import { createDatabase, type EntityManager } from '@ai-teacher/service-kit/database/database.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createLifecycle, type Lifecycle } from '@ai-teacher/service-kit/lifecycle.ts';
import { createLogger } from '@ai-teacher/service-kit/logger.ts';
import { createTestDatabase, type OwnDatabase } from '@ai-teacher/test-kit/parts/parts.ts';
import { waitForBlocked } from '@ai-teacher/test-kit/parts/wait-for-blocked.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyFacts, removePersonFacts } from '../src/data/apply-facts.ts';
import { factTables } from '../src/data/fact-tables.ts';
import { projectionTables, timeZoneTable } from '../src/data/projection-tables.ts';
import { readEndedMembership } from '../src/data/read-ended-membership.ts';
import { readPlaces } from '../src/data/read-places.ts';
import { readStanding } from '../src/data/read-standing.ts';
import { readableRows } from '../src/data/readable-rows.ts';
import { type AudienceKey, audienceEntry, audienceKeys } from '../src/domain/audience.ts';
import { explainAccess } from '../src/domain/explain-access.ts';
import type { FactSource } from '../src/domain/fact-source.ts';
import { mayRead, type Resource } from '../src/domain/may-read.ts';
import { mayShare } from '../src/domain/may-share.ts';
import type { Standing } from '../src/domain/standing.ts';
import { digestedTables } from '../src/reconciliation/digested-tables.ts';
import { readDigests } from '../src/reconciliation/fact-digests.ts';
import { reconcileFacts } from '../src/reconciliation/reconcile-facts.ts';
import { reconciliationTables } from '../src/reconciliation/reconciliation-tables.ts';
import { noRepairs, type Repairs, sumOf } from '../src/reconciliation/repair-facts.ts';
import { aHistory, aResource, idOf, institutionIds, peopleIds, truthOf } from './school-facts.ts';

const now = new Date('2026-09-10T12:00:00Z');
const [institutionId] = institutionIds;
const roles: readonly Role[] = ['student', 'teacher', 'admin'];

let own: OwnDatabase;
let lifecycle: Lifecycle;
let unitOfWork: UnitOfWork<EntityManager>;
/** The tables of an owner of facts, in another database. */
let aside: UnitOfWork<EntityManager>;
let other: OwnDatabase;

beforeAll(async () => {
  own = await createTestDatabase('auth');
  other = await createTestDatabase('auth');
  lifecycle = createLifecycle({ logger: createLogger({ service: 'access-test', level: 'silent' }) });
  unitOfWork = createDatabase({ url: own.url, entities: [], lifecycle }).unitOfWork((em) => em);
  aside = createDatabase({ url: other.url, entities: [], lifecycle }).unitOfWork((em) => em);
  const create = async (em: EntityManager): Promise<void> => {
    for (const sql of [...projectionTables, timeZoneTable, ...reconciliationTables]) await em.execute(sql);
    await em.execute(`create table resource (id int primary key, institution_id uuid not null,
      owner_id uuid not null, audience text[] not null, excluded text[] not null)`);
  };
  await unitOfWork.run(create);
  await aside.run(create);
});
afterAll(async () => {
  await lifecycle.close();
  await own.drop();
  await other.drop();
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
  await em.execute(`truncate resource, access_erased_person, ${tables.join(', ')}`);
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

/** A unit that was renamed has another version, and is the same fact. */
const withoutVersion = (given: unknown): unknown => {
  const { kind, row } = given as { kind: string; row: object };
  return kind === 'access_unit' ? { ...row, version: undefined } : row;
};

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
const guardian = (guardianId: string, studentId: string, given: object = {}): AccessFact => ({
  ...{ kind: 'guardian', institutionId, guardianLinkId: crypto.randomUUID(), guardianId, studentId },
  ...{ ended: false, version: 1, ...given },
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
    ...{ memberOf: [mathematicsKey, schoolKey], teachersShareWithInstitution: true, timeZone: 'UTC' },
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

  it.each([
    // The day 2 September begins at 12:00 UTC of the day before in Auckland, and at 10:00 UTC in Honolulu.
    ['Pacific/Auckland', '2026-09-01T11:59:59.999Z', '2026-09-01T12:00:00.000Z'],
    ['Pacific/Auckland', '2026-09-01T12:00:00.000Z', '2026-09-01T12:00:00.000Z'],
    ['Pacific/Auckland', '2026-09-01T18:00:00.000Z', '2026-09-01T18:00:00.000Z'],
    ['Pacific/Honolulu', '2026-09-02T09:59:59.999Z', '2026-09-02T10:00:00.000Z'],
    ['Pacific/Honolulu', '2026-09-02T10:00:00.000Z', '2026-09-02T10:00:00.000Z'],
    ['UTC', '2026-09-01T23:59:59.999Z', '2026-09-02T00:00:00.000Z'],
    ['UTC', '2026-09-02T00:00:00.001Z', '2026-09-02T00:00:00.001Z'],
    // The same instant as the first of Honolulu, written with an offset.
    ['Pacific/Honolulu', '2026-09-01T23:59:59.999-10:00', '2026-09-02T10:00:00.000Z'],
  ])(
    'in %s names the later of a sharing at %s and a membership since 2 September',
    (timeZone, shared, since) => {
      const given = { audience: [mathematicsKey], sharedSince: { [mathematicsKey]: shared } };
      expect(explainAccess(resource(given), member({ timeZone })).since).toBe(since);
      const refused = { audience: [schoolKey], excluded: [mathematicsKey], sharedSince: given.sharedSince };
      expect(explainAccess(resource(refused), member({ timeZone }))).toMatchObject({
        rule: 'excluded',
        since,
      });
    },
  );

  it('finds only resources that a person owns or is a member of in a search', () => {
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
            for (const { id, unitsAbove } of rows) {
              const resource = resources[id];
              if (resource === undefined) continue;
              const given: Resource = { ...resource, unitsAbove };
              const ended = await readEndedMembership(em, standing, given.audience, now);
              expectExplained(given, standing, explainAccess(given, standing, ended));
            }
          }),
      ),
      { numRuns: 60 },
    );
  });
});

/** An explanation has the verdict of the decision, and names only what the person has or had. */
const expectExplained = (
  given: Resource,
  standing: Standing,
  { allowed, rule, key, enrolment, overruled, since }: ReturnType<typeof explainAccess>,
): void => {
  const decision = mayRead(given, standing);
  expect(allowed).toBe(decision.allowed);
  if (rule === 'membership-ended') {
    expect(decision.rule).toBe('not-shared');
    expect([given.audience.includes(key as AudienceKey), enrolment === null]).toEqual([true, false]);
    expect(since === null || since <= now.toISOString()).toBe(true);
    return;
  }
  expect({ rule, key }).toEqual({ rule: decision.rule, key: decision.key });
  if (key?.startsWith('class:')) expect(enrolment).toMatchObject({ classId: key.slice('class:'.length) });
  if (enrolment !== null)
    expect(standing.classes.map(({ enrolmentId }) => enrolmentId)).toContain(enrolment.enrolmentId);
  if (overruled !== null)
    expect([rule, standing.memberOf.includes(overruled), given.audience.includes(overruled)]).toEqual([
      ...['excluded', true, true],
    ]);
};

describe('explainAccess', () => {
  const explain = async (given: Partial<Resource>) => {
    const resource: Resource = {
      ...{ institutionId, ownerId: ada, audience: [], excluded: [], unitsAbove: [] },
      ...given,
    };
    const ended = await unitOfWork.run((em) =>
      readEndedMembership(em, { userId: kim, institutionId }, resource.audience, now),
    );
    return explainAccess(resource, await standingOf(kim, 'student'), ended);
  };
  const ofClass: AudienceKey = `class:${mathematics}`;
  const ofSchool: AudienceKey = `unit:${school}`;

  it('names the enrolment that carries the membership, and the permission that a refusal beats', async () => {
    const held = enrolment(kim, mathematics, { from: '2026-09-02' });
    await apply(...tree, aClass(mathematics, grade), held);
    const carried = {
      enrolmentId: held.kind === 'enrolment' ? held.enrolmentId : '',
      ...{ classId: mathematics, role: 'student' },
    };
    const since = '2026-09-02T00:00:00.000Z';
    expect(await explain({ audience: [ofSchool] })).toEqual({
      ...{ allowed: true, rule: 'unit', key: ofSchool, since, enrolment: carried, overruled: null },
    });
    expect(await explain({ audience: [ofSchool], excluded: [ofClass] })).toEqual({
      ...{ allowed: false, rule: 'excluded', key: ofClass, since, enrolment: carried, overruled: ofSchool },
    });
  });

  it.each([
    ['an enrolment that ended', { from: '2026-08-01', until: '2026-09-05' }, {}, '2026-09-05T00:00:00.000Z'],
    ['a class that ended', { from: '2026-08-01' }, { until: '2026-09-04' }, '2026-09-04T00:00:00.000Z'],
    ['an archived class', {}, { archived: true }, null],
  ])('says since when %s allows nothing', async (_what, ofEnrolment, ofAClass, since) => {
    await apply(...tree, aClass(mathematics, grade, ofAClass), enrolment(kim, mathematics, ofEnrolment));
    for (const key of [ofClass, ofSchool])
      expect(await explain({ audience: [key] })).toMatchObject({
        ...{ allowed: false, rule: 'membership-ended', key, since, enrolment: { classId: mathematics } },
      });
    expect(await explain({ audience: [`class:${biology}`] })).toMatchObject({
      rule: 'not-shared',
      since: null,
    });
  });

  it('says nothing of an enrolment that begins tomorrow, or ended on its first day', async () => {
    await apply(...tree, aClass(mathematics, grade), enrolment(kim, mathematics, { from: '2026-09-11' }));
    await apply(enrolment(kim, mathematics, { from: '2026-09-05', until: '2026-09-05' }));
    expect(await explain({ audience: [ofClass] })).toMatchObject({ rule: 'not-shared' });
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

describe('an erased person', () => {
  it('has no facts, whatever events arrive later, and the facts of other people stay', async () => {
    const link = { kind: 'guardian', institutionId, ended: false, version: 1 } as const;
    const late = [
      enrolment(kim, mathematics, { until: '2026-09-10', version: 7 }),
      unitAdmin(kim, school),
      { ...link, guardianLinkId: crypto.randomUUID(), guardianId: kim, studentId: sam },
      { ...link, guardianLinkId: crypto.randomUUID(), guardianId: sam, studentId: kim },
    ];
    const others = [enrolment(ada, mathematics), unit(school)];
    await apply(...late.slice(0, 2));
    await unitOfWork.run((em) => removePersonFacts(em, kim));
    await apply(...late, ...others);
    const known = JSON.stringify(await unitOfWork.run(stored));
    expect(known).not.toContain(kim);
    expect(known).toContain(ada);
    expect(known).toContain(school);
  });

  it('has no facts when the erasure is concurrent with a transaction that stores them', async () => {
    const erase = await unitOfWork.run(async (em) => {
      await applyFacts(em, [enrolment(kim, mathematics)]);
      const erasing = unitOfWork.run((other) => removePersonFacts(other, kim));
      await waitForBlocked(own.url, 'pg_advisory_xact_lock');
      return { erasing };
    });
    await erase.erasing;
    expect(await unitOfWork.run(stored)).toEqual([]);
  });
});

describe('reconcileFacts', () => {
  const unaborted = new AbortController().signal;

  /** Pages of this owner have two facts. Its digests are those of a projection of the facts. */
  const ownerOf = (facts: readonly AccessFact[]): FactSource & { readonly asked: string[] } => {
    const asked: string[] = [];
    let filled: Promise<void> | undefined;
    const idOfFact = (fact: AccessFact): string =>
      String(Reflect.get(fact, factTables[fact.kind].columns[0].field));
    return {
      asked,
      readDigests: async (group) => {
        filled ??= aside.run(async (em) => {
          await clear(em);
          await applyFacts(em, facts);
        });
        await filled;
        return aside.run((em) => readDigests(em, digestedTables, group), { readOnly: true });
      },
      listFacts: async ({ kind, bucket, institutionId: of, after = '' }) => {
        asked.push(`${kind} ${bucket}`);
        const rest = facts
          .filter((fact) => fact.kind === kind && idOfFact(fact).startsWith(bucket))
          .filter((fact) => of === undefined || fact.institutionId === of)
          .filter((fact) => idOfFact(fact) > after)
          .toSorted((a, b) => (idOfFact(a) < idOfFact(b) ? -1 : 1));
        const items = rest.slice(0, 2);
        return { items, next: rest.length > 2 ? idOfFact(items[1] as AccessFact) : null };
      },
    };
  };

  const reconcile = async (source: FactSource, scope = {}): Promise<Repairs> => {
    let repairs = noRepairs;
    const report = (_kind: unknown, found: Repairs): void => {
      repairs = sumOf(repairs, found);
    };
    await reconcileFacts({ unitOfWork, source, signal: unaborted, report }, scope);
    return repairs;
  };

  it('makes the projection equal to the facts of the owner after lost, repeated or reordered events', async () => {
    await fc.assert(
      fc.asyncProperty(
        aHistory.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts, ...facts]),
            fc.subarray([...truthOf(facts)]),
          ),
        ),
        async ([facts, delivered, gone]) => {
          const truth = truthOf(facts).filter((fact) => !gone.includes(fact));
          await unitOfWork.run(clear);
          await apply(...delivered);
          await reconcile(ownerOf(truth));
          const repaired = await unitOfWork.run(stored);
          expect(await reconcile(ownerOf(truth))).toEqual(noRepairs);
          await unitOfWork.run(clear);
          await apply(...truth);
          expect(repaired.map(withoutVersion)).toEqual((await unitOfWork.run(stored)).map(withoutVersion));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('reads only buckets that differ, and counts the added, changed and removed facts', async () => {
    const [lost, old, same, stray] = [0, 1, 2, 3].map((digit) =>
      enrolment(kim, mathematics, {
        enrolmentId: `${digit}${crypto.randomUUID().slice(1)}`,
      }),
    );
    const many = [lost, old, same, stray].flatMap((fact) => (fact === undefined ? [] : [fact]));
    await apply(...many.slice(1));
    const owner = ownerOf(many.slice(0, 3).map((fact) => (fact === old ? { ...fact, version: 2 } : fact)));
    expect(await reconcile(owner)).toEqual({ added: 1, changed: 1, removed: 1 });
    expect(owner.asked.map((bucket) => bucket.slice(0, 11))).toEqual([
      ...['enrolment 0', 'enrolment 1', 'enrolment 3'],
    ]);
  });

  const ids = { institutionId, version: 3 };
  it.each<readonly [string, AccessFact, object]>([
    ['the parent of a unit', unit(grade, school, 3), { parentId: otherSchool }],
    ['the archive of a class', aClass(mathematics, grade, ids), { archived: true }],
    ['the end of an enrolment', enrolment(kim, mathematics, ids), { until: '2026-12-01' }],
    ['the person of an enrolment', enrolment(kim, mathematics, ids), { personId: sam }],
    ['the end of a role in a unit', unitAdmin(kim, school, ids), { until: '2026-12-01' }],
    ['the end of a guardian', guardian(ada, kim, ids), { ended: true }],
    [
      'a sharing policy',
      { kind: 'sharing-policy', teachersShareWithInstitution: true, ...ids },
      { teachersShareWithInstitution: false },
    ],
    [
      'a time zone',
      { kind: 'institution-time-zone', timeZone: 'Europe/Berlin', ...ids },
      { timeZone: 'Asia/Kolkata' },
    ],
  ])('repairs %s that differs in a fact of the same version', async (_, known, change) => {
    await apply(known);
    const owner = ownerOf([{ ...known, ...change } as AccessFact]);
    expect(await reconcile(owner)).toEqual({ added: 0, changed: 1, removed: 0 });
    expect(await reconcile(owner)).toEqual(noRepairs);
    expect(owner.asked).toHaveLength(1);
  });

  it('compares no content with an owner of the version before, whose digests have none', async () => {
    const known = enrolment(kim, mathematics);
    await apply(known);
    const owner = ownerOf([{ ...known, until: '2026-12-01' } as AccessFact]);
    const readDigests: FactSource['readDigests'] = async (group) =>
      (await owner.readDigests(group)).map(({ contentHash: _, ...digest }) => digest);
    expect(await reconcile({ ...owner, readDigests })).toEqual(noRepairs);
    expect(owner.asked).toEqual([]);
  });

  it('repairs one institution, and leaves the others', async () => {
    const facts = institutionIds.map((of) => enrolment(kim, mathematics, { institutionId: of }));
    const strays = institutionIds.map((of) => enrolment(sam, mathematics, { institutionId: of }));
    await apply(...strays);
    expect(await reconcile(ownerOf(facts), { institutionId })).toEqual({ added: 1, changed: 0, removed: 1 });
    expect(await reconcile(ownerOf(facts))).toEqual({ added: 1, changed: 0, removed: 1 });
  });

  it('returns to an older version that was stored before, and never undoes a change that arrives meanwhile', async () => {
    const before = enrolment(kim, mathematics, {
      enrolmentId: `0${crypto.randomUUID().slice(1)}`,
      version: 5,
    });
    await apply(before);
    const restored = { ...before, version: 2 } as AccessFact;
    const enrolmentId = `f${crypto.randomUUID().slice(1)}`;
    const meanwhile = enrolment(sam, mathematics, { enrolmentId, version: 3 });
    const owner = ownerOf([restored, { ...meanwhile, version: 2 } as AccessFact]);
    const listFacts: FactSource['listFacts'] = async (bucket) => {
      const page = await owner.listFacts(bucket);
      // The owner changes the fact after it was read, and the event arrives before the page.
      if (enrolmentId.startsWith(bucket.bucket)) await apply(meanwhile);
      return page;
    };
    await reconcile({ ...owner, listFacts });
    const versions = await unitOfWork.run((em) =>
      em.execute('select person_id as id, version from access_enrolment order by version'),
    );
    expect(versions).toEqual([
      { id: kim, version: 2 },
      { id: sam, version: 3 },
    ]);
  });

  it('does not restore facts about an erased person whom the owner has not erased yet', async () => {
    await unitOfWork.run((em) => removePersonFacts(em, kim));
    expect(await reconcile(ownerOf([enrolment(kim, mathematics)]))).toEqual(noRepairs);
    expect(await unitOfWork.run(stored)).toEqual([]);
  });

  it('continues after an interruption with the buckets that still differ', async () => {
    const facts = [0, 1].map((digit) =>
      enrolment(kim, mathematics, { enrolmentId: `${digit}${crypto.randomUUID().slice(1)}` }),
    );
    const owner = ownerOf(facts);
    const failing: FactSource = {
      ...owner,
      listFacts: (bucket) =>
        bucket.bucket.startsWith('1') ? Promise.reject(new Error('unavailable')) : owner.listFacts(bucket),
    };
    await expect(reconcile(failing)).rejects.toThrow('unavailable');
    expect(await reconcile(owner)).toEqual({ added: 1, changed: 0, removed: 0 });
    expect(owner.asked.map((bucket) => bucket.slice(0, 11))).toEqual(['enrolment 0', 'enrolment 1']);
  });
});

describe('the keys of an audience', () => {
  it('contain each entry once, and are converted back into the same entries', () => {
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
