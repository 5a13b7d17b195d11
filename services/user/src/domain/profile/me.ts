import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Person, Profile, Repositories } from './ports.ts';

/** The caller's own view: the stored profile, with the role and the institution of the verified token. */
export type Me = {
  readonly profile: Profile;
  readonly person: Person;
  /** Where an admin opens traces. Undefined for all others, and in a deployment without such pages. */
  readonly tracesUrl: string | undefined;
};

export type ShowMeDeps = { readonly tracesUrl: string | undefined };

/**
 * The view of a caller.
 *
 * @throws Problem `token-invalid` when the profile is erased.
 */
export const showMe = ({ tracesUrl }: ShowMeDeps, profile: Profile | undefined, person: Person): Me => ({
  profile: requireProfile(profile),
  person,
  tracesUrl: person.role === 'admin' ? tracesUrl : undefined,
});

/** Creates the profile of a verified person, unless another request or event has created it meanwhile. */
export const createProfile = async (
  { profiles }: Pick<Repositories, 'profiles'>,
  person: Person,
  now: Date,
): Promise<Profile | undefined> => {
  await profiles.insertUnlessKnown(person, now);
  return profiles.find(person.userId);
};

/** @throws Problem `token-invalid` when the profile is erased: the account of the token no longer exists. */
export const requireProfile = (profile: Profile | undefined): Profile => {
  if (profile === undefined || profile.erasedAt !== null)
    throw new Problem('token-invalid', { cause: 'the account of this token was deleted' });
  return profile;
};
