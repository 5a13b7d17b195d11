import { once } from 'node:events';
import { createServer } from 'node:net';
import { storingServices } from '@ai-teacher/contracts/values.ts';
import type { PartName } from '@ai-teacher/local-mesh/plan/part-plan.ts';

/** The variables that open the inspector of each service at a free port of loopback, and these ports. */
export const openInspectors = async (): Promise<{
  readonly ports: Readonly<Record<string, number>>;
  readonly variables: Partial<Record<PartName, Record<string, string>>>;
}> => {
  const servers = await Promise.all(
    storingServices.map(async (name) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { name, server };
    }),
  );
  const ports: Record<string, number> = {};
  const variables: Partial<Record<PartName, Record<string, string>>> = {};
  for (const { name, server } of servers) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    ports[name] = address.port;
    variables[name] = { NODE_OPTIONS: `--inspect=127.0.0.1:${address.port}` };
  }
  for (const { server } of servers) server.close();
  return { ports, variables };
};
