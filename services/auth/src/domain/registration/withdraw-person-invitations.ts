import type { withdrawPersonInvitations as contract } from '@ai-teacher/contracts/auth/person-invitations.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type WithdrawPersonInvitationsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'invitations'>>;
  readonly clock: Clock;
};

/** Withdraws the open invitations of people of an institution. */
export const withdrawPersonInvitations =
  ({ unitOfWork, clock }: WithdrawPersonInvitationsDeps) =>
  ({ body }: Pick<Input<typeof contract>, 'body'>): Promise<void> =>
    unitOfWork.run(({ invitations }) => invitations.withdrawFor(body, clock.now()));
