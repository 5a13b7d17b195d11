import type * as contract from '@ai-teacher/contracts/auth/sign-in-sessions.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import type { Input } from '@ai-teacher/service-kit/domain/input.ts';
import type { Listed } from '@ai-teacher/service-kit/domain/page-through.ts';
import type { UnitOfWork } from '@ai-teacher/service-kit/domain/unit-of-work.ts';
import type { Repositories, SignInSession } from './ports.ts';

export type ListSignInSessionsDeps = {
  readonly unitOfWork: UnitOfWork<Pick<Repositories, 'signInSessions'>>;
  readonly clock: Clock;
};

export type ListedSession = SignInSession & { readonly current: boolean };

/**
 * The live sessions of the caller, the last used first. The claim `sid` of the access token names the current
 * one.
 *
 * @throws Problem `input-invalid` for a cursor that this list did not make.
 */
export const listSignInSessions =
  ({ unitOfWork, clock }: ListSignInSessionsDeps) =>
  async ({ principal, query }: Input<typeof contract.listSignInSessions>): Promise<Listed<ListedSession>> => {
    const of = { accountId: principal.userId, now: clock.now() };
    const { items, nextCursor } = await unitOfWork.run(
      ({ signInSessions }) => signInSessions.listLive(of, query),
      { readOnly: true },
    );
    return {
      items: items.map((session) => ({ ...session, current: session.id === principal.sessionId })),
      nextCursor,
    };
  };
