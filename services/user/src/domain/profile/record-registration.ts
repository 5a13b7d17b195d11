import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { EnrolmentLimits } from '../enrolments/ports.ts';
import { acceptInvitations, holdInvitations } from '../join-codes/accept-invitations.ts';
import type { JoinCodeRepositories } from '../join-codes/ports.ts';
import type { Repositories } from './ports.ts';
import { endUnfit, type HeldRepositories } from './record-role.ts';

export type RecordRegistrationDeps = {
  readonly unitOfWork: UnitOfWork<Repositories & HeldRepositories & Pick<JoinCodeRepositories, 'classes'>>;
  readonly limits: EnrolmentLimits;
};

/**
 * Creates the profile of a registered account, or fills the profile that an earlier request or an import
 * created. Imported names stay. Ends what the role of the account does not fit, and accepts invitations to
 * classes.
 */
export const recordRegistration = ({
  unitOfWork,
  limits,
}: RecordRegistrationDeps): EventHandler<EnvelopeOf<'user.registered'>> =>
  oncePerEvent(
    unitOfWork,
    async ({ institutionId, occurredAt, data }, { profiles, classes, joinCodes, ...held }) => {
      const at = new Date(occurredAt);
      const { userId } = data;
      const invitations = await holdInvitations({ classes, joinCodes }, institutionId, userId);
      const known = await profiles.find(userId);
      await profiles.fillFromRegistration({ ...data, institutionId, at });
      const profile = await profiles.find(userId);
      if (profile === undefined || profile.erasedAt !== null) return;
      const { role } = profile;
      if (known !== undefined && known.role !== role)
        await endUnfit({ joinCodes, ...held }, { userId, institutionId, role }, at);
      await acceptInvitations({ joinCodes, ...held }, limits, {
        invitations,
        institutionId,
        personId: userId,
        role,
        at,
      });
    },
  );
