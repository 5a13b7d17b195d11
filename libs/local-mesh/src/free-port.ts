import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { LaunchError } from './launch-error.ts';

/**
 * Below the ranges from which systems take ports for outgoing connections (32768 and up on Linux, 49152 on
 * macOS): a port that is free now cannot be lost to somebody's connection before the part listens on it.
 */
const lowest = 20_000;
const highest = 32_000;

/** Ports of the loopback interface that nobody listens on, all different. */
export async function pickFreePorts(count: number): Promise<number[]> {
  const picked = new Set<number>();
  while (picked.size < count) {
    const port = randomInt(lowest, highest);
    if (!picked.has(port) && (await isFree(port))) picked.add(port);
  }
  return [...picked];
}

/** Throws a message that names the variable with which the port can be moved. */
export async function requireFreePort(
  port: number,
  { purpose, variable }: { purpose: string; variable: string },
) {
  if (await isFree(port)) return;
  throw new LaunchError(
    `Port ${port}, wanted for ${purpose}, is taken by another program.`,
    `Stop that program, or choose another port: ${variable}=${port + 1} npm start`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE' || fault.code === 'EACCES') resolve(false);
      else reject(fault);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
