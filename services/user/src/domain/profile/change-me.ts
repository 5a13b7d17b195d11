import { canonicalLocale, canonicalTimeZone } from './canonical-names.ts';
import type { Person, ProfileChange, World } from './ports.ts';
import { firstSight, type Me, present } from './read-me.ts';

export type Wish = {
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
};

/**
 * Changes what the caller names of the own profile and leaves the rest; nothing named, nothing changed.
 *
 * @throws Problem `token-invalid` when the account is gone although its token has not expired.
 */
export const changeMe =
  ({ unitOfWork, clock }: World) =>
  ({ principal, body }: { principal: Person; body: Wish }): Promise<Me> =>
    unitOfWork.run(async (repositories) => {
      const { profiles } = repositories;
      const known = await profiles.find(principal.userId);
      present(known ?? (await firstSight(repositories, principal, clock.now())));
      await profiles.change(principal.userId, changeOf(body));
      return { profile: present(await profiles.find(principal.userId)), person: principal };
    });

const changeOf = ({ name, locale, timeZone }: Wish): ProfileChange => ({
  ...(name === undefined ? {} : { chosenName: name }),
  ...(locale === undefined ? {} : { locale: canonicalLocale(locale) }),
  ...(timeZone === undefined ? {} : { timeZone: canonicalTimeZone(timeZone) }),
});
