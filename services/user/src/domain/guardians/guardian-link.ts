import type { Outbox } from '@ai-teacher/service-kit/domain/events.ts';
import type { GuardianFacts, GuardianRepository } from './ports.ts';

/** Publishes the state of a link. */
export const publishGuardianLink = (
  { outbox }: { readonly outbox: Outbox },
  { id, institutionId, guardianId, studentId, isEnded, version }: GuardianFacts,
): Promise<void> =>
  outbox.publish({
    type: 'guardian.changed',
    institutionId,
    subject: id,
    data: { guardianLinkId: id, guardianId, studentId, ended: isEnded, version },
  });

/** Removes all links of a person whose account was deleted. Publishes the end of those that had not ended. */
export const eraseGuardianLinks = async (
  {
    guardians,
    outbox,
  }: { readonly guardians: Pick<GuardianRepository, 'removeAllOf'>; readonly outbox: Outbox },
  personId: string,
): Promise<void> => {
  for (const { version, ...link } of await guardians.removeAllOf(personId))
    if (!link.isEnded)
      await publishGuardianLink({ outbox }, { ...link, isEnded: true, version: version + 1 });
};
