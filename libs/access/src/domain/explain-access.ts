import type { accessDecision } from '@ai-teacher/contracts/access/decision.ts';
import type { EnrolmentRole } from '@ai-teacher/contracts/values.ts';
import type { z } from 'zod';
import { type AudienceKey, audienceEntry } from './audience.ts';
import { startOfDayIn } from './days/day-in.ts';
import { type Decision, mayRead, type ReadRule, type Resource } from './may-read.ts';
import type { Standing } from './standing.ts';

/**
 * `membership-ended`: a `not-shared` whose person was a member before. `attempt`: a student's own
 * attempt at an exam. `not-accessible`: no rule allows it, or the resource does not exist.
 */
export type AccessRule = ReadRule | 'attempt' | 'membership-ended' | 'not-accessible';

/** The enrolment that makes a person a member of a class, and of the units above the class. */
export type CarryingEnrolment = {
  readonly enrolmentId: string;
  readonly classId: string;
  readonly role: EnrolmentRole;
};

/** A decision with what carried it. */
export type Explanation = Omit<Decision<AccessRule>, 'overruled'> & {
  readonly enrolment: CarryingEnrolment | null;
  /** The permission that the rule `excluded` beats; null without one. */
  readonly overruled: AudienceKey | null;
};

/** A membership of the past in a class to which a resource is shared, directly or by a unit. */
export type EndedMembership = {
  readonly key: AudienceKey;
  readonly enrolment: CarryingEnrolment;
  /** The first day without the membership; null for a class that was archived before its end. */
  readonly until: string | null;
};

/** The answer about a resource that does not exist, or that the asker may not know. */
export const notAccessible: Explanation = {
  allowed: false,
  rule: 'not-accessible',
  key: null,
  since: null,
  enrolment: null,
  overruled: null,
};

/**
 * Explains why a person may or may not read a resource. The explanation is made from the decision of
 * `mayRead`, so both have the same verdict.
 *
 * @param ended the person's last membership that would allow the resource.
 */
export const explainAccess = (
  resource: Resource,
  standing: Standing,
  ended?: EndedMembership | undefined,
): Explanation => explainDecision(mayRead(resource, standing), standing, ended);

/** As `explainAccess`, for a decision of another rule about the same audiences. */
export const explainDecision = (
  decision: Decision<AccessRule>,
  standing: Standing,
  ended?: EndedMembership | undefined,
): Explanation => {
  if (decision.rule === 'not-shared' && ended !== undefined) {
    const { key, enrolment, until } = ended;
    const since = until === null ? null : instantOf(until, standing);
    return { allowed: false, rule: 'membership-ended', key, enrolment, since, overruled: null };
  }
  const { allowed, rule, key, since, overruled = null } = decision;
  const carries = rule !== 'unit-admin' && key !== null;
  return {
    ...{ allowed, rule, key, overruled },
    enrolment: carries ? enrolmentFor(key, standing) : null,
    since: since === null ? null : instantOf(since, standing),
  };
};

/** The enrolment with the earliest first day that makes the person a member. */
const enrolmentFor = (key: AudienceKey, { classes }: Standing): CarryingEnrolment | null => {
  const [first] = classes
    .filter(
      ({ classId, unitIds }) => key === `class:${classId}` || unitIds.some((id) => key === `unit:${id}`),
    )
    .toSorted((one, other) => (one.since < other.since ? -1 : 1));
  return first === undefined
    ? null
    : { enrolmentId: first.enrolmentId, classId: first.classId, role: first.role };
};

const daySize = '2026-09-01'.length;
/** A day begins in the time zone of the institution. */
const instantOf = (dayOrInstant: string, { timeZone }: Standing): string =>
  (dayOrInstant.length === daySize
    ? startOfDayIn(timeZone, dayOrInstant)
    : new Date(dayOrInstant)
  ).toISOString();

/** The explanation as the answer of an operation. */
export const presentExplanation = ({
  key,
  overruled,
  ...explanation
}: Explanation): z.input<typeof accessDecision> => ({
  ...explanation,
  place: key === null ? null : audienceEntry(key),
  overruled: overruled === null ? null : audienceEntry(overruled),
});
