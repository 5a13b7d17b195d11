import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type Koa from 'koa';
import type { TlsSource } from '../identity/tls-material.ts';

/** Keep-alive ladder: the gateway gives an idle connection up after 55 s, we after 65, so none dies under a request. */
const keepAliveMilliseconds = 65_000;
const headersMilliseconds = 70_000;
/** More than the gateway's 60 kB and what it adds: headers are refused there, with a problem, and not here without one. */
const headersBytes = 80 * 1_024;
/** Uploads take long; slow JSON bodies are cut by the body reader. */
const requestMilliseconds = 300_000;

/**
 * Asked by the gateway every second (envoy/cds.yaml) on the connection's own terms: it says whether new requests are
 * taken here, and looks at nothing else. A database that is away takes no replica out, since none would be left.
 */
export const readinessPath = '/readyz';

/** How long a stopping service waits for its balancers to look away; they ask every second. */
const noticeMilliseconds = 3_000;
/** This long without an idle connection or a new one, and nobody is about to send anything here. */
const quietMilliseconds = 250;
const lookEveryMilliseconds = 25;
/** What answers that were told to end need for saying so. */
const lastWordsMilliseconds = 2_000;

export type OperationsServer = {
  readonly server: Server;
  /**
   * Stops without losing a request: goes on serving until the balancers have turned to other replicas (at most 3 s),
   * takes no more connections, and lets answers under way end. What is still there after the grace and two seconds
   * more is cut.
   */
  readonly drain: (graceSeconds: number) => Promise<void>;
};

type Traffic = { readonly idleConnections: () => number; readonly lastArrival: () => number };

const watchTraffic = (server: Server, answers: ReadonlySet<ServerResponse>): Traffic => {
  let connections = 0;
  let lastArrival = 0;
  server.on('connection', (socket) => {
    connections += 1;
    lastArrival = performance.now();
    socket.once('close', () => {
      connections -= 1;
    });
  });
  return { idleConnections: () => connections - answers.size, lastArrival: () => lastArrival };
};

/**
 * A balancer that keeps a connection has not noticed yet: from the first moment of the stop each answer closes its
 * connection, and the one over which readiness is asked ends with a 503.
 */
const untilNobodyComes = async ({ idleConnections, lastArrival }: Traffic): Promise<void> => {
  const enough = performance.now() + noticeMilliseconds;
  let lastKept = performance.now();
  for (let now = lastKept; now < enough; now = performance.now()) {
    if (idleConnections() > 0) lastKept = now;
    if (now - Math.max(lastKept, lastArrival()) >= quietMilliseconds) return;
    await pause(lookEveryMilliseconds);
  }
};

/**
 * The HTTPS server of a service's operations: TLS 1.3 alone, a client certificate of our authority demanded,
 * renewed certificates taken without a restart.
 *
 * @param stopSignal aborted at the first moment of the stop: from then on `/readyz` is 503 and every answer says
 * `Connection: close`.
 */
export const createOperationsServer = ({
  app,
  tls,
  stopSignal,
}: {
  app: Koa;
  tls: TlsSource;
  stopSignal: AbortSignal;
}): OperationsServer => {
  const secure = (material = tls.current()) => ({ ...material, minVersion: 'TLSv1.3' as const });
  const answers = new Set<ServerResponse>();
  const answer = app.callback();
  const server = createServer(
    {
      ...secure(),
      requestCert: true,
      rejectUnauthorized: true,
      keepAliveTimeout: keepAliveMilliseconds,
      headersTimeout: headersMilliseconds,
      requestTimeout: requestMilliseconds,
      maxHeaderSize: headersBytes,
    },
    (request, response) => {
      answers.add(response);
      response.once('close', () => answers.delete(response));
      if (stopSignal.aborted) response.shouldKeepAlive = false;
      if (request.url !== readinessPath) return answer(request, response);
      response.writeHead(stopSignal.aborted ? 503 : 200, { 'cache-control': 'no-store' }).end();
    },
  );
  tls.onChange((material) => server.setSecureContext(secure(material)));
  stopSignal.addEventListener('abort', () => {
    for (const underWay of answers) underWay.shouldKeepAlive = false;
  });
  const traffic = watchTraffic(server, answers);
  return {
    server,
    drain: async (graceSeconds) => {
      const cut = setTimeout(
        () => server.closeAllConnections(),
        graceSeconds * 1_000 + lastWordsMilliseconds,
      );
      await untilNobodyComes(traffic);
      const closed = once(server, 'close');
      server.close();
      await closed;
      clearTimeout(cut);
    },
  };
};
