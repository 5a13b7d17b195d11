/**
 * The functions of the registered SDK for the process. `register-telemetry.ts` registers them. Without
 * telemetry (tests, scripts) the same functions do nothing, so callers need no check.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type TelemetryRuntime = {
  serveMetrics(request: IncomingMessage, response: ServerResponse): void;
  /** Sends the waiting spans and disconnects. Settles within `timeoutMilliseconds` in every case. */
  shutdown(timeoutMilliseconds: number): Promise<void>;
};

const unregistered: TelemetryRuntime = {
  serveMetrics: (_request, response) => {
    response
      .writeHead(200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      })
      .end('');
  },
  shutdown: () => Promise.resolve(),
};

let current = unregistered;

export const registerRuntime = (runtime: TelemetryRuntime): void => {
  current = runtime;
};

export const telemetryRuntime = (): TelemetryRuntime => {
  return current;
};
