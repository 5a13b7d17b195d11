import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ServiceName } from '@ai-teacher/contracts/values.ts';
import { readinessPath } from '@ai-teacher/service-kit/server/operations-server.ts';
import type { TlsIdentity } from '@ai-teacher/test-kit/identity/certificates.ts';
import { textOf } from './ask.ts';

/** A request exactly as it reached a service. */
export type Recorded = {
  service: ServiceName;
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Every header as sent, so that a repeated one can be seen. */
  rawHeaders: string[];
  /** The peer's subject names, as Node prints them. */
  peer: string;
  body: string;
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export type RecordingService = {
  readonly port: number;
  readonly server: Server;
  /** Answers instead of the recorder, which then records nothing, until called without a handler. */
  readonly behave: (handler?: Handler) => void;
  readonly close: () => Promise<void>;
};

const keySetPath = '/auth/.well-known/jwks.json';

/**
 * A stand-in for a service: it requires mTLS, answers 200 to everything, serves the key set, and records the
 * requests of the gateway. The gateway's own fetch of the keys has no request id and is not recorded. The
 * stand-in always reports that it accepts requests.
 */
export const startRecordingService = async (
  service: ServiceName,
  identity: TlsIdentity,
  { record, keySet }: { record: (request: Recorded) => void; keySet: () => unknown },
): Promise<RecordingService> => {
  let special: Handler | undefined;
  const server = createServer(
    {
      ...identity,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
      keepAliveTimeout: 65_000,
      maxHeaderSize: 80 * 1_024,
    },
    async (request, response) => {
      // Every service answers this first, so the stand-in does so independent of the test's handler.
      if (request.url === readinessPath) return response.end();
      if (special !== undefined) return special(request, response);
      const peer = (request.socket as TLSSocket).getPeerCertificate().subjectaltname ?? '';
      const { method = '', url: path = '', headers, rawHeaders } = request;
      const body = await textOf(request);
      if (headers['x-request-id'] !== undefined)
        record({ service, method, path, headers, rawHeaders, peer, body });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(path === keySetPath ? keySet() : {}));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    server,
    behave: (handler) => {
      special = handler;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
