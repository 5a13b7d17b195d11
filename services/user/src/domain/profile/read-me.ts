import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { Person, Profile, Repositories, World } from './ports.ts';

/** A person as the person sees it: the profile, with role and institution as the verified token has them. */
export type Me = { readonly profile: Profile; readonly person: Person };

/**
 * The caller's profile. It is made here when the event of the registration has not arrived yet.
 *
 * @throws Problem `token-invalid` when the account is gone although its token has not expired.
 */
export const readMe =
  ({ unitOfWork, clock }: World) =>
  async ({ principal }: { principal: Person }): Promise<Me> => {
    const known = await unitOfWork.run(({ profiles }) => profiles.find(principal.userId), { readOnly: true });
    const profile =
      known ?? (await unitOfWork.run((repositories) => firstSight(repositories, principal, clock.now())));
    return { profile: present(profile), person: principal };
  };

/** The profile of somebody whose token was verified, made now if nobody has spoken of this person before. */
export const firstSight = async (
  { profiles }: Repositories,
  person: Person,
  now: Date,
): Promise<Profile | undefined> => {
  await profiles.insertUnlessKnown(person, now);
  return profiles.find(person.userId);
};

/** @throws Problem `token-invalid` for an erased profile: nobody is behind that token any more. */
export const present = (profile: Profile | undefined): Profile => {
  if (profile === undefined || profile.erasedAt !== null)
    throw new Problem('token-invalid', { cause: 'the account of this token was deleted' });
  return profile;
};
