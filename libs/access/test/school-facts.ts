import type { AccessFact } from '@ai-teacher/contracts/access/access-facts.ts';
import fc from 'fast-check';
import type { AudienceKey } from '../src/domain/audience.ts';

const kinds = { unit: 1, class: 2, enrolment: 3, person: 4, institution: 5, 'unit-role': 6, guardian: 7 };

/** The id of the n-th thing of a kind. Equal arguments give equal ids. */
export const idOf = (kind: keyof typeof kinds, n: number): string =>
  `${String(n).padEnd(8, '0')}-0000-4000-8000-00000000000${kinds[kind]}`;

export const institutionIds = [idOf('institution', 1), idOf('institution', 2)] as const;
export const peopleIds = [idOf('person', 1), idOf('person', 2), idOf('person', 3)] as const;

const person = fc.constantFrom(...peopleIds);
const few = fc.integer({ min: 1, max: 5 });
const unitId = few.map((n) => idOf('unit', n));
const classId = few.map((n) => idOf('class', n));
const institutionId = fc.constantFrom(...institutionIds, institutionIds[0], institutionIds[0]);
const from = fc.constantFrom('2026-09-01', '2026-09-10', '2026-09-11');
const until = fc.constantFrom('2026-09-05', '2026-09-10', '2026-09-20', '2027-07-01');
const openUntil = fc.option(until);
const common = { institutionId, version: fc.constant(0) };

const aFact: fc.Arbitrary<AccessFact> = fc.oneof(
  fc.record({ kind: fc.constant('unit' as const), unitId, parentId: fc.option(unitId), ...common }),
  fc.record({
    kind: fc.constant('class' as const),
    ...{ classId, unitId, from: fc.constant('2026-08-01'), until, archived: fc.nat(5).map((n) => n === 0) },
    ...common,
  }),
  fc.record({
    kind: fc.constant('enrolment' as const),
    enrolmentId: few.map((n) => idOf('enrolment', n)),
    ...{ classId, personId: person, from, until: openUntil },
    role: fc.constantFrom('student' as const, 'teacher' as const, 'co-teacher' as const),
    ...common,
  }),
  fc.record({
    kind: fc.constant('unit-role' as const),
    unitRoleId: few.map((n) => idOf('unit-role', n)),
    ...{ unitId, personId: person, role: fc.constant('admin' as const), from, until: openUntil },
    ...common,
  }),
  fc.record({
    kind: fc.constant('guardian' as const),
    guardianLinkId: few.map((n) => idOf('guardian', n)),
    ...{ guardianId: person, studentId: person, ended: fc.boolean() },
    ...common,
  }),
  fc.record({
    kind: fc.constant('sharing-policy' as const),
    teachersShareWithInstitution: fc.boolean(),
    ...common,
  }),
  fc.record({
    kind: fc.constant('institution-time-zone' as const),
    timeZone: fc.constantFrom('UTC', 'Pacific/Auckland', 'Pacific/Pago_Pago'),
    ...common,
  }),
);

/** The id of the thing that a fact is about. */
const subjectOf = (fact: AccessFact): string => {
  if (fact.kind === 'unit') return fact.unitId;
  if (fact.kind === 'class') return fact.classId;
  if (fact.kind === 'enrolment') return fact.enrolmentId;
  if (fact.kind === 'unit-role') return fact.unitRoleId;
  if (fact.kind === 'guardian') return fact.guardianLinkId;
  return `${fact.kind} ${fact.institutionId}`;
};

/** Changes of a school in the order in which they happened, each with the next version of its thing. */
export const aHistory: fc.Arbitrary<readonly AccessFact[]> = fc
  .array(aFact, { minLength: 1, maxLength: 40 })
  .map((facts) => {
    const versions = new Map<string, number>();
    return facts.map((fact) => {
      const subject = subjectOf(fact);
      const version = (versions.get(subject) ?? 0) + 1;
      versions.set(subject, version);
      return { ...fact, version };
    });
  });

/** The last fact about each thing of a history. */
export const truthOf = (facts: readonly AccessFact[]): readonly AccessFact[] => [
  ...new Map(facts.map((fact) => [subjectOf(fact), fact])).values(),
];

const key: fc.Arbitrary<AudienceKey> = fc.oneof(
  classId.map((id): AudienceKey => `class:${id}`),
  unitId.map((id): AudienceKey => `unit:${id}`),
);

export const aResource = fc.record({
  institutionId,
  ownerId: person,
  audience: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: key },
      institutionId.map((id): AudienceKey => `institution:${id}`),
    ),
    { maxLength: 3 },
  ),
  excluded: fc.array(key, { maxLength: 2 }),
});
