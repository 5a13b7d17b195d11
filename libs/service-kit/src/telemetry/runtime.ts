/**
 * What the registered SDK offers to the process it watches. `register-telemetry.ts` fills it in; where telemetry was
 * not registered (tests, scripts) the same calls answer with nothing, so that no caller needs to ask.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type TelemetryRuntime = {
  serveMetrics(request: IncomingMessage, response: ServerResponse): void;
  /** Sends what is waiting and lets go of the collector; settles within `timeoutMilliseconds` whatever happens. */
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
