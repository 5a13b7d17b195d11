import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type RecordRegistrationDeps = { readonly unitOfWork: UnitOfWork<Repositories> };

/** Creates the profile of a registered account, or fills the profile that an earlier request created. */
export const recordRegistration = ({
  unitOfWork,
}: RecordRegistrationDeps): EventHandler<EnvelopeOf<'user.registered'>> =>
  oncePerEvent(unitOfWork, async ({ institutionId, occurredAt, data }, { profiles }) => {
    await profiles.fillFromRegistration({ ...data, institutionId, at: new Date(occurredAt) });
  });
