import { isIP } from 'node:net';
import type { Caller } from '../domain/input.ts';
import type { ServiceContext } from '../request-state.ts';

/**
 * Where a request came from: the IP address that the gateway's edge names in `X-Client-Address`, which it writes itself over
 * whatever a client sent (envoy/rds.yaml). Behind balancers it is the address that the trusted hops vouch for, so nobody here
 * counts elements of `X-Forwarded-For`.
 *
 * @returns undefined for callers other than the edge, and for what is no address: then nothing is known, and nothing is believed.
 */
export const clientAddressOf = (ctx: ServiceContext, caller: Caller): string | undefined => {
  if (caller.kind !== 'edge') return undefined;
  const address = ctx.get('x-client-address');
  return isIP(address) === 0 ? undefined : address;
};
