import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Koa from 'koa';
import { Problem } from '../domain/problem.ts';
import type { TlsSource } from '../identity/tls-material.ts';

/**
 * The gateway closes idle connections after 55 s, the service after 65 s, so no connection is closed during a
 * request.
 */
const keepAliveMilliseconds = 65_000;
const headersMilliseconds = 70_000;
/**
 * More than the gateway's 60 kB and the headers it adds, so that the gateway refuses large headers, with a
 * problem.
 */
const headersBytes = 80 * 1_024;
/** Long enough for uploads. The body reader cuts slow JSON bodies earlier. */
const requestMilliseconds = 300_000;

/**
 * The gateway requests this path every second (envoy/cds.yaml), over the same TLS as the operations. The
 * answer reports whether the replica takes new requests and checks no dependency: when the database is
 * unavailable, no replica would remain.
 */
export const readinessPath = '/readyz';

/** Maximum wait of a stopping service for its balancers, which poll readiness every second. */
const maxNoticeMilliseconds = 3_000;
/** After this time without idle or new connections no balancer sends requests here any more. */
const quietMilliseconds = 250;
const pollMilliseconds = 25;
/** Time that aborted answers need to send their problem. */
const finalAnswerMilliseconds = 2_000;
/**
 * Node 24 accepts one connection of a listening socket in each turn of the event loop. In an overload a turn
 * takes tens of milliseconds, so a new connection of high priority would wait for seconds behind others.
 * Several sockets of one port are accepted in the same turn. Only Linux divides the connections of a port
 * over its sockets.
 */
const listeningSockets = process.platform === 'linux' ? 16 : 1;

export type OperationsServer = {
  readonly server: Server;
  /** Fulfilled when the port is open. Port 0 is a free one. */
  readonly listen: (port: number, host: string) => Promise<void>;
  /**
   * Stops without losing a request. Serves until the balancers have switched to other replicas (at most 3 s).
   * Then accepts no more connections and lets answers in progress end. Cuts the remaining connections two
   * seconds after the grace period.
   */
  readonly drain: (graceSeconds: number) => Promise<void>;
};

const listenOn = async (server: TcpServer, port: number, host: string): Promise<void> => {
  server.listen({ port, host, reusePort: listeningSockets > 1 });
  await once(server, 'listening');
};

/** Further sockets of the port of a server, which pass their connections to it. */
const createAcceptors = (server: Server): readonly TcpServer[] =>
  Array.from({ length: listeningSockets - 1 }, () =>
    createTcpServer({ noDelay: true }, (socket) => server.emit('connection', socket)),
  );

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
 * A balancer with an open connection has not noticed the stop yet. From the first moment of the stop each
 * answer closes its connection, and the readiness check answers 503 and closes its own.
 */
const untilTrafficEnds = async ({ idleConnections, lastArrival }: Traffic): Promise<void> => {
  const deadline = performance.now() + maxNoticeMilliseconds;
  let lastIdle = performance.now();
  for (let now = lastIdle; now < deadline; now = performance.now()) {
    if (idleConnections() > 0) lastIdle = now;
    if (now - Math.max(lastIdle, lastArrival()) >= quietMilliseconds) return;
    await pause(pollMilliseconds);
  }
};

/** Faults of requests that Node finds before the app sees the request. */
const problemOfFault = ({ code }: NodeJS.ErrnoException): Problem => {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem('headers-too-large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout');
  return new Problem('malformed-request', { detail: 'The request is no valid HTTP.' });
};

const refusalOf = (problem: Problem) => {
  const requestId = randomUUID();
  const body = JSON.stringify(problem.toBody(requestId));
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    connection: 'close',
  };
  return { status: problem.status, headers, body };
};

const refuse = (response: ServerResponse, problem: Problem): void => {
  const { status, headers, body } = refusalOf(problem);
  response.writeHead(status, headers).end(body);
};

/** Node's own refusals have no body. These are problems with a request id, like all others. */
const refuseAsProblem = (server: Server): void => {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    refuse(response, new Problem('expectation-failed'));
  });
  server.on('clientError', (fault: NodeJS.ErrnoException, socket: Duplex) => {
    if (fault.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, headers, body } = refusalOf(problemOfFault(fault));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  });
};

/**
 * The HTTPS server of a service's operations. It accepts TLS 1.3 only, requires a client certificate of the
 * mesh's authority, and loads renewed certificates without a restart.
 *
 * @param stopSignal aborted at the first moment of the stop. From then on `/readyz` answers 503 and every
 *   answer has
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
      // Otherwise Node refuses a request without Host by itself, without a body.
      requireHostHeader: false,
    },
    (request, response) => {
      answers.add(response);
      response.once('close', () => answers.delete(response));
      if (stopSignal.aborted) response.shouldKeepAlive = false;
      if (request.headers.host === undefined && request.httpVersion === '1.1')
        return refuse(response, new Problem('malformed-request'));
      if (request.url !== readinessPath) return answer(request, response);
      response.writeHead(stopSignal.aborted ? 503 : 200, { 'cache-control': 'no-store' }).end();
    },
  );
  refuseAsProblem(server);
  tls.onChange((material) => server.setSecureContext(secure(material)));
  stopSignal.addEventListener('abort', () => {
    for (const inProgress of answers) inProgress.shouldKeepAlive = false;
  });
  const traffic = watchTraffic(server, answers);
  const acceptors = createAcceptors(server);
  return {
    server,
    listen: async (given, host) => {
      await listenOn(server, given, host);
      const { port } = server.address() as AddressInfo;
      await Promise.all(acceptors.map((acceptor) => listenOn(acceptor, port, host)));
    },
    drain: async (graceSeconds) => {
      const cut = setTimeout(
        () => server.closeAllConnections(),
        graceSeconds * 1_000 + finalAnswerMilliseconds,
      );
      await untilTrafficEnds(traffic);
      const open = [server, ...acceptors].filter(({ listening }) => listening);
      const closed = open.map((each) => once(each, 'close'));
      for (const each of open) each.close();
      await Promise.all(closed);
      clearTimeout(cut);
    },
  };
};
