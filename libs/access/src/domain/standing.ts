import type { EnrolmentRole, Role } from '@ai-teacher/contracts/values.ts';
import type { AudienceKey } from './audience.ts';

/** The person about whom a decision is made, from the verified token. */
export type Person = {
  readonly userId: string;
  readonly institutionId: string;
  readonly role: Role;
};

/** A class to which a person belongs today. Days are days of the institution, as `2026-09-01`. */
export type HeldClass = {
  readonly classId: string;
  readonly enrolmentId: string;
  /** An account with the role student never teaches, whatever its enrolments say. */
  readonly role: EnrolmentRole;
  /** The unit of the class and all units above it. */
  readonly unitIds: readonly string[];
  readonly since: string;
};

/** All facts about a person on which decisions rest, as of one day. */
export type Standing = {
  /** The time zone of the institution, in which its days begin. */
  readonly timeZone: string;
  readonly userId: string;
  readonly institutionId: string;
  readonly accountRole: Role;
  /**
   * The institution, each class of `classes`, and each unit on the paths of these classes and of the roles in
   * units.
   */
  readonly memberOf: readonly AudienceKey[];
  /** The first day of each membership. Absent for the institution. */
  readonly memberSince: Readonly<Record<AudienceKey, string>>;
  readonly classes: readonly HeldClass[];
  /** The units in which the person has the role admin. The role counts for everything below. */
  readonly administers: readonly { readonly unitId: string; readonly since: string }[];
  /** The students of a guardian. */
  readonly children: readonly string[];
  /** The policy of the institution. */
  readonly teachersShareWithInstitution: boolean;
};

/** Whether a person teaches a class today. */
export const teaches = ({ classes }: Pick<Standing, 'classes'>, classId: string): boolean =>
  classes.some((held) => held.classId === classId && held.role !== 'student');

/** Whether a person administers one of these units. Give a unit together with all units above it. */
export const administersOneOf = (
  { administers }: Pick<Standing, 'administers'>,
  unitIds: readonly string[],
): boolean => administers.some(({ unitId }) => unitIds.includes(unitId));
