import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { todayOf } from '../academic-sessions/period.ts';
import { unitStandingOf } from '../unit-rights/unit-rights.ts';
import { looksAfter } from './person-policy.ts';
import type { KnownPerson, PersonRepositories } from './ports.ts';

type Asked = PersonRepositories & { readonly clock: Clock };

/** A person, and how the caller is related to the person. */
export type RelatedPerson = {
  readonly person: KnownPerson;
  readonly isSelf: boolean;
  readonly isLookedAfter: boolean;
};

/**
 * Whether a person is a student of a class that the caller teaches, or of one in a unit that the caller
 * administers. Only accounts of students are looked after.
 */
export const isOwnStudent = async (
  { knownPeople, unitRights, days, clock }: Asked,
  principal: Principal,
  { id, accountRole }: Pick<KnownPerson, 'id' | 'accountRole'>,
): Promise<boolean> => {
  if (accountRole !== 'student' || principal.role === 'student') return false;
  const today = await todayOf({ days, clock }, principal.institutionId);
  const common = await knownPeople.listCommonClasses(principal.userId, id);
  if (looksAfter(principal.role, common, today)) return true;
  const { administered } = await unitStandingOf({ unitRights, days, clock }, principal);
  return administered.length > 0 && (await knownPeople.isStudentWithin(id, administered, today));
};

/**
 * Finds a person whom the caller may see: the caller, or a person whom the caller looks after.
 *
 * @throws Problem `person-not-found` for every other person, whether or not there is one.
 */
export const requireRelatedPerson = async (
  asked: Asked,
  principal: Principal,
  id: string,
): Promise<RelatedPerson> => {
  const { userId, role, institutionId } = principal;
  const person = await asked.knownPeople.find(institutionId, id);
  if (person === undefined) throw new Problem('person-not-found');
  const isSelf = person.id === userId;
  const isLookedAfter = role === 'admin' || (!isSelf && (await isOwnStudent(asked, principal, person)));
  if (!isSelf && !isLookedAfter) throw new Problem('person-not-found');
  return { person, isSelf, isLookedAfter };
};

/**
 * Finds a person whom the caller looks after.
 *
 * @throws Problem `person-not-found`, or `forbidden` for the caller's own person.
 */
export const requireLookedAfter = async (
  asked: Asked,
  principal: Principal,
  id: string,
): Promise<KnownPerson> => {
  const { person, isLookedAfter } = await requireRelatedPerson(asked, principal, id);
  if (!isLookedAfter) throw new Problem('forbidden');
  return person;
};
