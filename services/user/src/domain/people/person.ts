import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import { todayOf } from '../academic-sessions/period.ts';
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
 * Finds a person whom the caller may see: the caller, or a person whom the caller looks after.
 *
 * @throws Problem `person-not-found` for every other person, whether or not there is one.
 */
export const requireRelatedPerson = async (
  { knownPeople, clock }: Asked,
  { userId, role, institutionId }: Principal,
  id: string,
): Promise<RelatedPerson> => {
  const person = await knownPeople.find(institutionId, id);
  if (person === undefined) throw new Problem('person-not-found');
  const isSelf = person.id === userId;
  const common = role === 'admin' ? [] : await knownPeople.listCommonClasses(userId, person.id);
  const isLookedAfter = looksAfter(role, isSelf ? [] : common, todayOf(clock));
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
