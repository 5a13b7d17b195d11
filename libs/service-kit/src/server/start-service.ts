import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type Koa from 'koa';
import type { TlsSource } from '../identity/tls-material.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';
import { prometheusHandler } from '../telemetry/spans.ts';
import { createOperationsServer } from './operations-server.ts';

/**
 * Serves `/livez` (the process runs), `/readyz` (the service can answer) and `/metrics` in Prometheus' text
 * format.
 */
const createProbeServer = (isReady: () => Promise<boolean>): Server => {
  const metrics = prometheusHandler();
  return createServer(async (request, response) => {
    if (request.url === '/metrics') return metrics(request, response);
    const answers: Record<string, () => Promise<boolean>> = {
      '/livez': async () => true,
      '/readyz': isReady,
    };
    const ask = answers[request.url ?? ''];
    const status = ask === undefined ? 404 : (await ask()) ? 200 : 503;
    response.writeHead(status, { 'content-type': 'text/plain' }).end(`${status === 200 ? 'ok' : 'no'}\n`);
  });
};

const listen = async (server: Server, port: number, host: string): Promise<void> => {
  server.listen(port, host);
  await once(server, 'listening');
};

export type StartOptions = {
  readonly app: Koa;
  readonly tls: TlsSource;
  readonly config: {
    readonly BIND_ADDRESS: string;
    readonly SERVICE_PORT: number;
    readonly PROBE_PORT: number;
    readonly STOP_GRACE_SECONDS: number;
  };
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  /** Checks the parts that this service needs for its answers. Rejects when one is unavailable. */
  readonly checkReadiness: () => Promise<void>;
};

/**
 * Opens both ports and registers their close. A stop ends the answers in progress before their resources are
 * closed.
 */
export const startService = async ({
  app,
  tls,
  config,
  lifecycle,
  logger,
  checkReadiness,
}: StartOptions): Promise<void> => {
  const isReady = async (): Promise<boolean> => {
    if (lifecycle.stopping()) return false;
    try {
      await checkReadiness();
      return true;
    } catch (cause) {
      logger.warn({ err: cause }, 'not ready');
      return false;
    }
  };
  const probes = createProbeServer(isReady);
  await listen(probes, config.PROBE_PORT, config.BIND_ADDRESS);
  lifecycle.onClose('probe server', () => {
    probes.close();
    probes.closeAllConnections();
  });
  const operations = createOperationsServer({ app, tls, stopSignal: lifecycle.stopSignal });
  await operations.listen(config.SERVICE_PORT, config.BIND_ADDRESS);
  lifecycle.onClose('operations server', () => operations.drain(config.STOP_GRACE_SECONDS));
  logger.info({ port: config.SERVICE_PORT, probePort: config.PROBE_PORT }, 'listening');
};
