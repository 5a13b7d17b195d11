import type * as contract from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories } from './ports.ts';

export type EndSignInSessionDeps = {
  readonly unitOfWork: UnitOfWork<Repositories>;
  readonly clock: Clock;
};

/**
 * Ends one session of the caller. A repetition changes nothing. A session of another account gets the answer
 * of a session that does not exist.
 *
 * @throws Problem `sign-in-session-not-found`.
 */
export const endSignInSession =
  ({ unitOfWork, clock }: EndSignInSessionDeps) =>
  async ({ params, principal }: Input<typeof contract.endSignInSession>): Promise<void> => {
    const of = { id: params.id, accountId: principal.userId, now: clock.now() };
    await unitOfWork.run(async ({ signInSessions, audit }) => {
      const ended = await signInSessions.end(of);
      if (ended === undefined) throw new Problem('sign-in-session-not-found');
      if (ended) await audit.record('session-ended', principal.userId);
    });
  };
