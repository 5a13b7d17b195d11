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

type Ending = {
  readonly guardians: Pick<GuardianRepository, 'endAllOfStudent' | 'removeAllOf'>;
  readonly outbox: Outbox;
};

/** Ends the links to the guardians of a person who is no longer a student. */
export const endGuardianLinksOf = async (
  { guardians, outbox }: Ending,
  studentId: string,
  at: Date,
): Promise<void> => {
  for (const link of await guardians.endAllOfStudent(studentId, at))
    await publishGuardianLink({ outbox }, link);
};

/** Removes all links of a person whose account was deleted. Publishes the end of those that had not ended. */
export const eraseGuardianLinks = async ({ guardians, outbox }: Ending, personId: string): Promise<void> => {
  for (const { version, ...link } of await guardians.removeAllOf(personId))
    if (!link.isEnded)
      await publishGuardianLink({ outbox }, { ...link, isEnded: true, version: version + 1 });
};
