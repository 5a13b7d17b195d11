import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type BrokerCalls = Record<string, (...args: never[]) => Promise<unknown>>;

/** Lets jest's workers call functions of its main process: `POST /<name>` with a JSON list of arguments. */
export const serveCalls = async (calls: BrokerCalls): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer(async (request, response) => {
    const call = calls[(request.url ?? '').slice(1)];
    try {
      if (!call) throw new Error(`the test broker knows no ${request.url}`);
      const result = await call(...(JSON.parse(await text(request)) as never[]));
      response.end(JSON.stringify({ result }));
    } catch (fault) {
      response.statusCode = 500;
      response.end(
        JSON.stringify({ fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }),
      );
    }
  });
  // Starting a part or a mesh takes longer than the five minutes that Node grants a request by default.
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
