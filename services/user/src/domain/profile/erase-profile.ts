import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type EraseProfileDeps = { readonly unitOfWork: UnitOfWork<Repositories> };

/** Erases the profile of a deleted account. The empty row stays, so the profile cannot be created again. */
export const eraseProfile = ({ unitOfWork }: EraseProfileDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async ({ institutionId, occurredAt, data }, { profiles }) => {
    await profiles.erase({ id: data.userId, institutionId, at: new Date(occurredAt) });
  });
