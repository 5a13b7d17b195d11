import { isIP } from 'node:net';
import type { Caller } from '../domain/input.ts';
import type { ServiceContext } from '../request-state.ts';

/**
 * The client's IP address. The gateway's edge writes it to `X-Client-Address` and overwrites a value that the
 * client sent (envoy/rds.yaml). Behind balancers the edge takes the address from the trusted hops, so
 * services never parse `X-Forwarded-For`.
 *
 * @returns undefined when the caller is not the edge, or the header is not an IP address.
 */
export const clientAddressOf = (ctx: ServiceContext, caller: Caller): string | undefined => {
  if (caller.kind !== 'edge') return undefined;
  const address = ctx.get('x-client-address');
  return isIP(address) === 0 ? undefined : address;
};
