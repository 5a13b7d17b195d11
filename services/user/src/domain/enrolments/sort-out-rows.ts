import type { EnrolmentRole, Role } from '@ai-teacher/contracts/values.ts';
import { type ClassAct, isHeldOn } from '../classes/class-policy.ts';
import type { HeldRole, SchoolClass } from '../classes/ports.ts';
import { fitsAccount } from './end-unfit-enrolments.ts';
import { overlap } from './enrolment.ts';

/** One person of a list, with the days that the list or the class gives. */
export type EnrolmentRow = HeldRole & { readonly personId: string };

export type RowOutcome =
  | { readonly outcome: 'added' | 'already' }
  | {
      readonly outcome: 'refused';
      readonly code:
        | 'forbidden'
        | 'person-not-found'
        | 'account-role-unfit'
        | 'dates-outside-period'
        | 'enrolment-limit-reached';
    };

export type RowFacts = {
  readonly given: SchoolClass;
  readonly may: (act: ClassAct) => boolean;
  /** The account roles of the known people. */
  readonly known: ReadonlyMap<string, Role>;
  /** The enrolments that these people have in the class. */
  readonly existing: readonly EnrolmentRow[];
  /** Number of enrolments that still fit into the class. */
  readonly free: number;
};

/** The right that an addition or an end of a role needs. */
export const actFor = (role: EnrolmentRole): ClassAct =>
  role === 'student' ? 'manage-students' : 'manage-teachers';

/** Decides about each person of a list, in its order. A person who is listed twice is added once. */
export const sortOutRows = (rows: readonly EnrolmentRow[], facts: RowFacts): readonly RowOutcome[] => {
  const taken = [...facts.existing];
  let free = facts.free;
  return rows.map((row) => {
    const decided = decide(row, { ...facts, existing: taken, free });
    if (decided.outcome === 'added') {
      taken.push(row);
      free -= 1;
    }
    return decided;
  });
};

const decide = (row: EnrolmentRow, { given, may, known, existing, free }: RowFacts): RowOutcome => {
  if (!may(actFor(row.role))) return { outcome: 'refused', code: 'forbidden' };
  const accountRole = known.get(row.personId);
  if (accountRole === undefined) return { outcome: 'refused', code: 'person-not-found' };
  if (!fitsAccount(row.role, accountRole)) return { outcome: 'refused', code: 'account-role-unfit' };
  if (!fits(row, given)) return { outcome: 'refused', code: 'dates-outside-period' };
  if (existing.some((other) => isSameRole(row, other) && overlap(row, other))) return { outcome: 'already' };
  return free > 0 ? { outcome: 'added' } : { outcome: 'refused', code: 'enrolment-limit-reached' };
};

const isSameRole = (one: EnrolmentRow, other: EnrolmentRow): boolean =>
  one.personId === other.personId && one.role === other.role;

/** Whether the days of a role lie inside its class, and at least one of them is left. */
const fits = (row: HeldRole, given: SchoolClass): boolean =>
  given.from <= row.from &&
  isHeldOn(row, given, row.from) &&
  (row.until === null || row.until <= given.until);
