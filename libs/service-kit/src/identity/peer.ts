import type { TLSSocket } from 'node:tls';
import { type ServiceName, serviceNames } from '@ai-teacher/contracts/values.ts';
import type { Caller } from '../domain/input.ts';
import { Problem } from '../domain/problem.ts';
import type { ServiceContext, ServiceMiddleware } from '../request-state.ts';

export const trustDomain = 'ai-teacher';
export const spiffeIdOf = (workload: string): string => `spiffe://${trustDomain}/${workload}`;

const gatewayId = spiffeIdOf('gateway');
const meshId = spiffeIdOf('mesh');

/** A connection keeps the certificate it began with, and serves many requests; to read it takes longer than to route one. */
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
  // The mesh listener sets the header afresh with its one peer; two elements would mean somebody appended.
  if (forwardedClientCert.includes(',')) return undefined;
  const uri = forwardedClientCert
    .split(';')
    .find((part) => part.startsWith('URI='))
    ?.slice('URI='.length);
  return serviceNames.find((name) => spiffeIdOf(name) === uri);
};

/**
 * Who is calling, from the TLS peer's SPIFFE id. The gateway's edge identity is the world; its mesh identity stands
 * for the service named in `X-Forwarded-Client-Cert`, which is believed from that peer alone.
 *
 * @throws Problem `peer-not-allowed` for every other peer, whatever its headers say.
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

/** Refuses every peer but the gateway's two identities, before anything else is looked at. */
export const peer = (): ServiceMiddleware => (ctx, next) => {
  ctx.state.request.caller = callerOf(ctx);
  return next();
};
