import type { AudienceKey } from './audience.ts';
import { administersOneOf, type Standing, teaches } from './standing.ts';

/** An entry of an audience, with what the projection knows about it. */
export type Place = {
  readonly key: AudienceKey;
  /** Whether the institution has this class or unit. */
  readonly known: boolean;
  /** The unit itself, or the unit of the class, and all units above. */
  readonly unitsAbove: readonly string[];
};

/**
 * Decides whether a person may share something with a class, a unit or the institution: with a class its
 * current teachers and the admins above it, with a unit the admins in and above it, with the institution its
 * admins, and its teachers while the policy allows it.
 */
export const mayShare = ({ key, known, unitsAbove }: Place, standing: Standing): boolean => {
  const { accountRole } = standing;
  if (!known || accountRole === 'student') return false;
  if (accountRole === 'admin') return true;
  if (key.startsWith('institution:')) return standing.teachersShareWithInstitution;
  if (administersOneOf(standing, unitsAbove)) return true;
  return key.startsWith('class:') && teaches(standing, key.slice('class:'.length));
};
