import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { LaunchError } from '../terminal/launch-error.ts';
import { tryLock } from './file-lock.ts';

/**
 * Below the ranges from which systems take ports for outgoing connections (32768 and up on Linux, 49152 on
 * macOS). A free port cannot be lost to such a connection before the part listens on it.
 */
const minPort = 20_000;
const maxPort = 32_000;

/**
 * Holds a reservation for each picked port until its part listens, so that two meshes that start concurrently
 * do not pick the same port. A reservation lasts as long as its process.
 */
const reservations = path.join(tmpdir(), `ai-teacher-ports-${userInfo().uid}`);
const reserved = new Set<string>();
process.on('exit', () => {
  for (const file of reserved) rmSync(file, { force: true });
});

/** Picks different ports of the loopback interface that are neither in use nor reserved. */
export const pickFreePorts = async (count: number): Promise<number[]> => {
  const picked: number[] = [];
  while (picked.length < count) {
    const port = randomInt(minPort, maxPort);
    if ((await reserve(port)) && (await isFree(port))) picked.push(port);
  }
  return picked;
};

const reserve = async (port: number): Promise<boolean> => {
  const file = path.join(reservations, String(port));
  if (!('release' in (await tryLock(file)))) return false;
  reserved.add(file);
  return true;
};

/** @throws LaunchError when the port is in use; its advice names the variable that changes the port. */
export const requireFreePort = async (
  port: number,
  { purpose, variable }: { purpose: string; variable: string },
) => {
  if (await isFree(port)) return;
  throw new LaunchError(
    `Port ${port} for ${purpose} is in use by another program.`,
    `Stop that program, or choose another port: ${variable}=${port + 1} npm start`,
  );
};

/**
 * The parts listen at 127.0.0.1, but clients call `localhost`. Where this name also means ::1, they would
 * reach a program there first.
 */
const isFree = async (port: number): Promise<boolean> =>
  (await isFreeAt(port, '127.0.0.1')) && (await isFreeAt(port, '::1'));

/** A machine without IPv6 has no address ::1, so nothing listens there. */
const absentAddress = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

const isFreeAt = async (port: number, host: string): Promise<boolean> => {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE' || fault.code === 'EACCES') resolve(false);
      else if (host === '::1' && absentAddress.includes(fault.code ?? '')) resolve(true);
      else reject(fault);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
};
