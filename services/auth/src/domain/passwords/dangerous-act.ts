import { passwordConfirmationSeconds } from '@ai-teacher/contracts/auth/passwords.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Clock } from '@ai-teacher/service-kit/domain/clock.ts';
import { Problem } from '@ai-teacher/service-kit/domain/problem.ts';
import type { DangerousActs, PasswordConfirmations } from './ports.ts';

const hourMilliseconds = 3_600_000;

export type DangerousActDeps = {
  readonly clock: Clock;
  readonly maxDangerousActsPerHour: number;
};

export type DangerousActRepositories = {
  readonly passwordConfirmations: Pick<PasswordConfirmations, 'lastOf'>;
  readonly dangerousActs: DangerousActs;
};

/**
 * Requires that the password was entered in this session within the last five minutes.
 *
 * @throws Problem `password-confirmation-required`.
 */
export const requireRecentPassword = async (
  { clock }: Pick<DangerousActDeps, 'clock'>,
  { passwordConfirmations }: Pick<DangerousActRepositories, 'passwordConfirmations'>,
  { sessionId }: Pick<Principal, 'sessionId'>,
): Promise<void> => {
  const now = clock.now();
  const confirmedAt = await passwordConfirmations.lastOf(sessionId, now);
  const oldestConfirmation = now.getTime() - passwordConfirmationSeconds * 1_000;
  if (confirmedAt === undefined || confirmedAt.getTime() < oldestConfirmation)
    throw new Problem('password-confirmation-required', {
      detail: 'Confirm your password with POST /api/auth/password/confirm, and then repeat the request.',
    });
};

/**
 * Permits a dangerous operation of an admin: one with which a stolen session could take over or disable the
 * installation. The password must have been entered in this session within the last five minutes, and the
 * operations of each admin are limited per hour. Call it in the transaction of the operation, after its last
 * lock, so an operation that fails is not counted.
 *
 * @throws Problem `password-confirmation-required`, or `dangerous-operations-exhausted` with the time
 *   until the next one is permitted.
 */
export const permitDangerousAct = async (
  deps: DangerousActDeps,
  repositories: DangerousActRepositories,
  principal: Pick<Principal, 'userId' | 'sessionId'>,
): Promise<void> => {
  await requireRecentPassword(deps, repositories, principal);
  const now = deps.clock.now();
  const since = new Date(now.getTime() - hourMilliseconds);
  const acts = await repositories.dangerousActs.record(principal.userId, { now, since });
  const blocking = acts.at(-1 - deps.maxDangerousActsPerHour);
  if (blocking === undefined) return;
  const waitMilliseconds = blocking.getTime() + hourMilliseconds - now.getTime();
  throw new Problem('dangerous-operations-exhausted', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMilliseconds / 1_000)),
  });
};
