import type { EnrolmentRole, Role } from '@ai-teacher/contracts/values.ts';
import type { Period } from '../academic-sessions/ports.ts';
import type { HeldRole } from './ports.ts';

/** The ways to use a class. The class belongs to the institution of the person. */
export type ClassAct =
  | 'read'
  | 'list-members'
  | 'manage-students'
  | 'manage-join-codes'
  | 'manage-teachers'
  | 'manage-class';

/** All facts on which a decision about a class rests. */
export type ClassStanding = {
  /** The role of the account, from the verified token. */
  readonly accountRole: Role;
  /** Whether the person is an admin of the class’s unit or above it, today. */
  readonly administersUnit: boolean;
  /** The roles of the person in this class, past and future ones included. */
  readonly held: readonly HeldRole[];
  readonly period: Period;
  readonly today: string;
};

const teaching: readonly ClassAct[] = ['read', 'list-members', 'manage-students', 'manage-join-codes'];

const actsOf: Readonly<Record<EnrolmentRole, readonly ClassAct[]>> = {
  student: ['read'],
  teacher: teaching,
  'co-teacher': teaching,
};

/** Whether a role is valid on a day. A role never outlives its class. */
export const isHeldOn = ({ from, until }: HeldRole, period: Period, day: string): boolean =>
  from <= day && day < (until ?? period.until) && day < period.until;

/**
 * Decides who may do what in a class. Admins of the institution, of the class's unit and of
 * the units above may do everything. Teachers and co-teachers
 * manage students and join codes, students read, each while their enrolment is valid. An account with the
 * role student never teaches, whatever its enrolments say.
 */
export const mayInClass = (
  act: ClassAct,
  { accountRole, administersUnit, held, period, today }: ClassStanding,
): boolean =>
  accountRole === 'admin' ||
  administersUnit ||
  held.some(
    (given) =>
      isHeldOn(given, period, today) &&
      actsOf[accountRole === 'student' ? 'student' : given.role].includes(act),
  );
