import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import { forgottenAdmin } from '../inbox/write-message.ts';
import type { MemberRepositories } from './ports.ts';

export type EraseMemberDeps = {
  readonly unitOfWork: UnitOfWork<Pick<MemberRepositories, 'facts' | 'inbox' | 'members' | 'notifications'>>;
};

/**
 * Erases the member and the notifications of a deleted account, its results in the notifications of
 * guardians, and its name in those of admins. Later events do not notify this person.
 */
export const eraseMember = ({ unitOfWork }: EraseMemberDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async ({ institutionId, occurredAt, data }, { facts, members, notifications }) => {
    // The member is erased first: this waits for every transaction that notifies the person, or admins of the
    // person, so the next statements find their notifications as well.
    await members.erase({ userId: data.userId, institutionId }, new Date(occurredAt));
    await notifications.eraseAllOf(data.userId, forgottenAdmin);
    await facts.removePerson(data.userId);
  });
