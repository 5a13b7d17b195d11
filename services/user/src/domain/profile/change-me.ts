import type { changeMe as contract } from '@ai-teacher/contracts/user/profile.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { canonicalLocale, canonicalTimeZone } from './canonical-names.ts';
import { createProfile, type Me, requireProfile, type ShowMeDeps, showMe } from './me.ts';
import type { ProfileChange, Repositories } from './ports.ts';

export type ChangeMeDeps = ShowMeDeps & {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'profiles'>>;
  readonly clock: Clock;
};

type ChangeMeInput = Pick<Input<typeof contract>, 'principal' | 'body'>;

/**
 * Changes the given fields of the caller's profile. The other fields stay unchanged.
 *
 * @throws Problem `token-invalid` when the account was deleted although its token has not expired.
 */
export const changeMe =
  ({ unitOfWork, clock, tracesUrl }: ChangeMeDeps) =>
  ({ principal, body }: ChangeMeInput): Promise<Me> =>
    unitOfWork.run(async ({ profiles }) => {
      const { userId } = principal;
      const known = await profiles.find(userId);
      requireProfile(known ?? (await createProfile({ profiles }, principal, clock.now())));
      await profiles.change(userId, changeOf(body));
      return showMe({ tracesUrl }, await profiles.find(userId), principal);
    });

const changeOf = ({ name, locale, timeZone }: ChangeMeInput['body']): ProfileChange => ({
  ...(name === undefined ? {} : { chosenName: name }),
  ...(locale === undefined ? {} : { locale: canonicalLocale(locale) }),
  ...(timeZone === undefined ? {} : { timeZone: canonicalTimeZone(timeZone) }),
});
