import type { TLSSocket } from 'node:tls';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import type { Caller } from '../domain/input.ts';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext, ServiceMiddleware } from '../request-state.ts';

export const trustDomain = 'ai-teacher';
export const spiffeIdOf = (workload: string): string => `spiffe://${trustDomain}/${workload}`;

const gatewayId = spiffeIdOf('gateway');
const meshId = spiffeIdOf('mesh');

/**
 * SPIFFE ids by connection. A connection never changes its certificate, and reading it takes longer than
 * routing a request.
 */
const idsOfSockets = new WeakMap<TLSSocket, readonly string[]>();

/** SPIFFE ids among the subject alternative names, as Node prints them (`URI:a, DNS:b`). */
export const spiffeIdsIn = (subjectAltName: string | undefined): string[] =>
  (subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('URI:spiffe://'))
    .map((name) => name.slice('URI:'.length));

const idsOf = (socket: TLSSocket): readonly string[] => {
  const known = idsOfSockets.get(socket);
  if (known !== undefined) return known;
  const ids = spiffeIdsIn(socket.getPeerCertificate().subjectaltname);
  idsOfSockets.set(socket, ids);
  return ids;
};

const serviceIn = (forwardedClientCert: string): ServiceName | undefined => {
  // The mesh listener replaces the header with its one peer, so two elements mean that the header was forged.
  if (forwardedClientCert.includes(',')) return undefined;
  const uri = forwardedClientCert
    .split(';')
    .find((part) => part.startsWith('URI='))
    ?.slice('URI='.length);
  return serviceNames.find((name) => spiffeIdOf(name) === uri);
};

/**
 * The caller, from the SPIFFE id of the TLS peer. The gateway's edge identity stands for all clients. Its
 * mesh identity stands for the service in `X-Forwarded-Client-Cert`; the header is trusted from that peer
 * only.
 *
 * @throws Problem `peer-not-allowed` for every other peer, regardless of its headers.
 */
export const callerOf = (ctx: ServiceContext): Caller => {
  const socket = ctx.req.socket as TLSSocket;
  if (socket.authorized !== true) throw new Problem('peer-not-allowed');
  const ids = idsOf(socket);
  const [id] = ids;
  if (ids.length !== 1 || id === undefined) throw new Problem('peer-not-allowed');
  if (id === gatewayId) return { kind: 'edge' };
  if (id === meshId) {
    const service = serviceIn(ctx.get('x-forwarded-client-cert'));
    if (service !== undefined) return { kind: 'service', service };
  }
  throw new Problem('peer-not-allowed', { cause: `peer ${id}` });
};

/** Refuses every peer except the gateway's two identities, before any other check. */
export const peer = (): ServiceMiddleware => (ctx, next) => {
  ctx.state.request.caller = callerOf(ctx);
  return next();
};
