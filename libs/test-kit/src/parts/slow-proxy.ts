import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network hop before a store whose delay a test sets. */
export type SlowProxy = {
  readonly port: number;
  /** Delays the answers of the store from now on; `Infinity` holds them until the next call. */
  readonly delay: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
};

/** Sends chunks in their order, each as late as the delay at its arrival says. */
const delayedPipe = (from: Socket, to: Socket, delayNow: () => number) => {
  const held: Buffer[] = [];
  let lastDueAt = 0;
  const send = (chunk: Buffer): void => {
    if (delayNow() === Number.POSITIVE_INFINITY) {
      held.push(chunk);
      return;
    }
    const now = performance.now();
    lastDueAt = Math.max(lastDueAt, now + delayNow());
    setTimeout(() => to.destroyed || to.write(chunk), lastDueAt - now);
  };
  from.on('data', send);
  return { release: () => held.splice(0).forEach(send) };
};

/**
 * Starts a proxy to a port of this machine.
 *
 * @param target the port, asked for at each connection, because it may not be known at the start.
 */
export const startSlowProxy = async (target: () => number | Promise<number>): Promise<SlowProxy> => {
  const sockets = new Set<Socket>();
  const releases = new Set<() => void>();
  let milliseconds = 0;
  const server = createServer(async (client) => {
    sockets.add(client);
    client.on('error', () => client.destroy());
    client.pause();
    const store = connect(await target(), '127.0.0.1');
    sockets.add(store);
    store.on('error', () => client.destroy());
    const { release } = delayedPipe(store, client, () => milliseconds);
    releases.add(release);
    const end = (): void => {
      for (const socket of [client, store]) {
        socket.destroy();
        sockets.delete(socket);
      }
      releases.delete(release);
    };
    client.on('close', end);
    store.on('close', end);
    client.pipe(store);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    delay: (next) => {
      milliseconds = next;
      for (const release of releases) release();
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
