import type { EnvelopeOf } from '@ai-teacher/contracts/events.ts';
import { type EventHandler, oncePerEvent } from '@ai-teacher/service-kit/domain/events.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type EraseUserDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'sessions' | 'tokenUse' | 'inbox'>>;
};

/**
 * Erases the questions, the answers and the token use of a deleted user, once per event. The sessions come
 * first: their lock orders the erasure and a question that reserves tokens.
 */
export const eraseUser = ({ unitOfWork }: EraseUserDeps): EventHandler<EnvelopeOf<'user.deleted'>> =>
  oncePerEvent(unitOfWork, async ({ data: { userId } }, { sessions, tokenUse }) => {
    await sessions.erase(userId);
    await tokenUse.removeAllOf(userId);
  });
