import type { readMe as contract } from '@ai-teacher/contracts/user/profile.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { createProfile, type Me, requireProfile, type ShowMeDeps, showMe } from './me.ts';
import type { Repositories } from './ports.ts';
import { type HeldRepositories, learnRole } from './record-role.ts';

export type ReadMeDeps = ShowMeDeps & {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'profiles'> & HeldRepositories>;
  readonly clock: Clock;
};

/**
 * Returns the caller's profile. Creates the profile when the registration event has not arrived yet.
 *
 * @throws Problem `token-invalid` when the account was deleted although its token has not expired.
 */
export const readMe =
  ({ unitOfWork, clock, tracesUrl }: ReadMeDeps) =>
  async ({ principal }: Pick<Input<typeof contract>, 'principal'>): Promise<Me> => {
    const known = await unitOfWork.run(({ profiles }) => profiles.find(principal.userId), { readOnly: true });
    const profile =
      known ?? (await unitOfWork.run((repositories) => createProfile(repositories, principal, clock.now())));
    const { role, hasRoleEvent } = requireProfile(profile);
    if (role !== principal.role && !hasRoleEvent)
      await unitOfWork.run((repositories) => learnRole(repositories, principal, clock.now()));
    return showMe({ tracesUrl }, profile, principal);
  };
