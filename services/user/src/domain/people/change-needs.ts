import type { changeNeeds as contract } from '@ai-teacher/contracts/user/people.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { requireRelatedPerson } from './person.ts';
import type { KnownPerson, Needs, PersonRepositories } from './ports.ts';

export type ChangeNeedsDeps = {
  readonly unitOfWork: UnitOfWork<PersonRepositories & { readonly outbox: Outbox }>;
  readonly clock: Clock;
};

/**
 * Changes the given accessibility needs of a person. The other needs stay unchanged. A changed extra time is
 * published, and no other need.
 *
 * @throws Problem `person-not-found`, or `forbidden` for extra time that a person would grant to oneself.
 */
export const changeNeeds =
  ({ unitOfWork, clock }: ChangeNeedsDeps) =>
  ({ principal, params, body }: Input<typeof contract>): Promise<KnownPerson> =>
    unitOfWork.run(async ({ knownPeople, unitRights, days, outbox }) => {
      const asked = { knownPeople, unitRights, days, clock };
      const { person, isLookedAfter } = await requireRelatedPerson(asked, principal, params.id);
      if (body.extraTimeFactor !== undefined && !isLookedAfter)
        throw new Problem('forbidden', { detail: 'Extra time is granted by the school.' });
      const changed = await knownPeople.changeNeeds(person.id, changeOf(body));
      if (changed !== undefined)
        await outbox.publish({
          type: 'extra-time.changed',
          institutionId: principal.institutionId,
          subject: person.id,
          data: { personId: person.id, ...changed },
        });
      return (await requireRelatedPerson(asked, principal, person.id)).person;
    });

const changeOf = ({
  extraTimeFactor,
  largeText,
  readAloud,
}: Input<typeof contract>['body']): Partial<Needs> => ({
  ...(extraTimeFactor === undefined ? {} : { extraTimeFactor }),
  ...(largeText === undefined ? {} : { largeText }),
  ...(readAloud === undefined ? {} : { readAloud }),
});
