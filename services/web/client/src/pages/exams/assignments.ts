import { instantOf, localOf } from './local-time.ts';

/** The audience of an exam. Exactly one of the three is given, as in the contract. */
export type Target = { readonly classId?: string; readonly unitId?: string; readonly institution?: true };

type Times = { readonly opensAt: string | null; readonly closesAt: string | null };
type Shown = Times & {
  readonly classId?: string | undefined;
  readonly unitId?: string | undefined;
  readonly institution?: true | undefined;
};

export type Assignment = Target & {
  /** Times as a field of the browser has them; empty: as the exam. */
  readonly opens: string;
  readonly closes: string;
  /** The stored times; undefined for a new assignment. */
  readonly stored?: Times;
};

const targetOf = ({ classId, unitId, institution }: Shown): Target => {
  if (classId !== undefined) return { classId };
  return unitId === undefined ? (institution === undefined ? {} : { institution }) : { unitId };
};

/** The present assignments of an exam, as the form changes them. */
export const assignmentsOf = (shown: readonly Shown[] = []): readonly Assignment[] =>
  shown.map((one) => ({
    ...targetOf(one),
    opens: localOf(one.opensAt),
    closes: localOf(one.closesAt),
    stored: { opensAt: one.opensAt, closesAt: one.closesAt },
  }));

/** The assignments of the form, in the shape of the contract. Times that were not changed stay exact. */
export const givenAssignments = (assignments: readonly Assignment[]) =>
  assignments.map(({ opens, closes, stored, ...target }) => {
    const opensAt = instantOf(opens, stored?.opensAt);
    const closesAt = instantOf(closes, stored?.closesAt);
    return {
      ...target,
      ...(opensAt === undefined ? {} : { opensAt }),
      ...(closesAt === undefined ? {} : { closesAt }),
    };
  });
