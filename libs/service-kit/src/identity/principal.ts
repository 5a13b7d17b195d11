import { needsUser, type Operation } from '@ai-teacher/contracts/operation.ts';
import type { Principal } from '@ai-teacher/contracts/principal.ts';
import type { Caller } from '../domain/input.ts';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext } from '../request-state.ts';
import type { TokenVerifier } from './token-verifier.ts';

const bearerToken = (header: string): string | undefined =>
  /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(header)?.[1];

/** Refuses the edge when the operation has no edge access, and services that the operation does not list. */
export const checkCaller = (op: Operation, caller: Caller): void => {
  const admitted =
    caller.kind === 'edge'
      ? op.access.edge !== undefined
      : (op.access.services ?? []).includes(caller.service);
  if (!admitted) throw new Problem('peer-not-allowed', { cause: caller });
};

/**
 * The user of a request. The forwarded access token is verified again, and `X-User-Id` and `X-User-Role` must
 * equal its claims. Headers alone are never a source of identity.
 *
 * @returns undefined when the operation needs no user.
 * @throws Problem `identity-missing`, `token-invalid`, `identity-mismatch`, or `forbidden` for a role without
 *   access.
 */
export const principalFor = async (
  op: Operation,
  ctx: ServiceContext,
  verifyToken: TokenVerifier,
): Promise<{ principal: Principal; accessToken: string } | undefined> => {
  if (!needsUser(op)) return undefined;
  const accessToken = bearerToken(ctx.get('authorization'));
  const userId = ctx.get('x-user-id');
  const userRole = ctx.get('x-user-role');
  if (accessToken === undefined || userId === '' || userRole === '') throw new Problem('identity-missing');
  const principal = await verifyToken(accessToken);
  if (principal.userId !== userId || principal.role !== userRole) throw new Problem('identity-mismatch');
  const roles = op.access.edge;
  if (Array.isArray(roles) && !roles.includes(principal.role)) throw new Problem('forbidden');
  return { principal, accessToken };
};
