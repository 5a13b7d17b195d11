import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { JoinCodeRepositories } from '../join-codes/ports.ts';
import type { Repositories } from './ports.ts';

export type RecordDisabledDeps = {
  readonly unitOfWork: UnitOfWork<Repositories & Pick<JoinCodeRepositories, 'joinCodes'>>;
};

/** Records whether an account is disabled. The join codes of a disabled account are withdrawn for good. */
export const recordDisabled = ({
  unitOfWork,
}: RecordDisabledDeps): EventHandler<EnvelopeOf<'user.disabled' | 'user.enabled'>> =>
  oncePerEvent(unitOfWork, async ({ type, institutionId, occurredAt, data }, { profiles, joinCodes }) => {
    const isDisabled = type === 'user.disabled';
    const at = new Date(occurredAt);
    const { userId } = data;
    if ((await profiles.recordDisabled({ userId, institutionId, isDisabled, at })) && isDisabled)
      await joinCodes.withdrawAllOfMaker(userId, at);
  });
