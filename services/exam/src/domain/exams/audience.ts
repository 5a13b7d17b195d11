import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Assignment } from './ports.ts';

/** The assignment to a whole institution, with the exam's own times. */
export const toInstitution = ({ institutionId }: Pick<Principal, 'institutionId'>): Assignment => ({
  audience: `institution:${institutionId}`,
  opensAt: null,
  closesAt: null,
});

/** The keys of everything to which an exam can be assigned so that this student may sit it. */
export const keysOf = (student: Pick<Principal, 'institutionId'>): string[] => [
  toInstitution(student).audience,
];

/** The assignments by which a student with these keys may sit the exam. */
export const assignedTo = (keys: readonly string[], assignments: readonly Assignment[]): Assignment[] =>
  assignments.filter(({ audience }) => keys.includes(audience));
